package io.cairn.scheduler.adapter.kinds;

import io.cairn.resource.application.Resources;
import io.cairn.resource.domain.Resource;
import io.cairn.scheduler.application.Amount;
import io.cairn.scheduler.application.SiteRoom;
import io.cairn.scheduler.domain.site.Site;
import io.cairn.scheduler.domain.site.Sites;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Sites as resources: what operators say of them, read anew after each change, and what there is at them, told in their
 * status. Of several schedulers each tells; they say the same unless one has not taken a change in yet.
 */
public final class SiteRegistry implements Supplier<Sites>, AutoCloseable {
    /** All of them, and whatever made it past the bound. */
    private static final int PAGE = 2 * Sites.MOST;

    private final Resources<SiteKind.Spec, SiteKind.Facts, SiteKind.Status> sites;
    private final AtomicLong changes = new AtomicLong();
    private final AutoCloseable subscription;
    /** By uid. Only what is news is told, so that two schedulers that differ do not answer each other for ever. */
    private final Map<String, Told> told = new HashMap<>();
    private volatile Known known = new Known(-1, Sites.NONE);

    private record Known(long changes, Sites sites) {}

    private record Told(long generation, SiteKind.Room room) {}

    public SiteRegistry(Resources<SiteKind.Spec, SiteKind.Facts, SiteKind.Status> sites) {
        this.sites = sites;
        this.subscription = sites.onChange((Consumer<List<String>>) _ -> changes.incrementAndGet());
    }

    @Override
    public Sites get() {
        var now = changes.get();
        if (known.changes() != now) {
            known = new Known(now, new Sites(resources().stream().map(SiteRegistry::site).toList()));
        }
        return known.sites();
    }

    private List<Resource<SiteKind.Spec, SiteKind.Facts, SiteKind.Status>> resources() {
        return sites.page("", PAGE)
                .stream()
                .filter(site -> !site.metadata().deleting())
                .sorted(Comparator.comparing(site -> site.metadata().name()))
                .limit(Sites.MOST)
                .toList();
    }

    private static Site site(Resource<SiteKind.Spec, SiteKind.Facts, SiteKind.Status> site) {
        var spec = site.spec();
        return new Site(site.metadata().name(), switch (spec.state()) {
            case OPEN -> Site.State.OPEN;
            case CLOSED -> Site.State.CLOSED;
            case LOST -> Site.State.LOST;
        }, spec.cost(), spec.latencies()
                .stream()
                .collect(Collectors.toMap(SiteKind.Latency::population, SiteKind.Latency::milliseconds, Math::max)));
    }

    /** Whether there is somebody to be told. */
    public boolean none() {
        return get().sites().isEmpty();
    }

    /** @param rooms by site; for one thread */
    public void tell(Map<String, SiteRoom> rooms) {
        var all = resources();
        told.keySet().retainAll(all.stream().map(Resource::uid).toList());
        for (var site : all) {
            var now = new Told(site.metadata().generation(), room(rooms.getOrDefault(site.metadata().name(),
                    SiteRoom.NONE)));
            if (!now.equals(told.get(site.uid()))) {
                var state = site.spec().state();
                sites.changeFacts(site.uid(), facts -> facts.told(now.room(), state));
                told.put(site.uid(), now);
            }
        }
    }

    private static SiteKind.Room room(SiteRoom room) {
        return new SiteKind.Room(room.nodes(), room.ready(), room.machines(), sum(room.total()), sum(room.free()),
                room.devices()
                        .stream()
                        .map(of -> new SiteKind.Devices(of.deviceClass(), of.model(), of.total(), of.free()))
                        .toList());
    }

    private static SiteKind.Sum sum(Amount amount) {
        return new SiteKind.Sum(amount.cpus() + amount.dedicatedCpus(), amount.memoryMib(), amount.diskMib());
    }

    @Override
    public void close() throws Exception {
        subscription.close();
    }
}
