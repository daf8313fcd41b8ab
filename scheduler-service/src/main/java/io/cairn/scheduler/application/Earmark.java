package io.cairn.scheduler.application;

import io.cairn.scheduler.domain.model.DeviceAsk;
import io.cairn.scheduler.domain.model.Request;
import io.cairn.scheduler.domain.queue.Earmarks;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Where what becomes free is kept for a machine or a gang that has waited too long, so that all schedulers keep it. It is
 * no claim, and no constraint knows it: whoever takes the room all the same only makes it wait longer.
 *
 * @param owner the machine's uid, or the gang
 * @param scheduler at which it waits: that one chooses the places
 * @param since when it began to wait
 * @param expires unless its scheduler goes on with it
 */
public record Earmark(String owner, String scheduler, int priority, Instant since, List<Place> places,
        Instant expires) {
    public Earmark {
        places = List.copyOf(places);
    }

    /** For one machine. */
    public record Place(String node, Amount amount, List<Devices> devices) {
        public Place {
            devices = List.copyOf(devices);
        }
    }

    /** @param model empty means any of the class */
    public record Devices(String deviceClass, String model, int count) {}

    static Place place(String node, Request of) {
        return new Place(node, Amount.of(of.resources()), of.devices()
                .stream()
                .map(ask -> new Devices(ask.deviceClass(), ask.choices().getFirst().model(),
                        ask.choices().getFirst().count()))
                .toList());
    }

    /** As another scheduler keeps it. */
    Earmarks.Wish wish() {
        var members = new ArrayList<Request>();
        for (var place : places) {
            members.add(Request.of(place.amount().resources())
                    .withDevices(place.devices()
                            .stream()
                            .map(of -> DeviceAsk.whole(of.deviceClass(), of.model(), of.count()))
                            .toArray(DeviceAsk[]::new)));
        }
        return new Earmarks.Wish(owner, priority, members, places.stream().map(Place::node).toList());
    }

    /** Whether it says the same, however long. */
    boolean same(Earmark other) {
        return other.owner.equals(owner) && other.priority == priority && other.places.equals(places);
    }
}
