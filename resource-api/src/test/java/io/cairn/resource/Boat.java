package io.cairn.resource;

import io.cairn.resource.domain.Doc;
import io.cairn.resource.domain.GroupVersion;
import io.cairn.resource.domain.Kind;
import io.cairn.resource.domain.Limits;
import io.cairn.resource.domain.Quantity;
import io.cairn.resource.domain.Subresource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A kind for tests. */
final class Boat {
    private Boat() {}

    enum Rig {
        SLOOP,
        FULL_RIGGED
    }

    record Crew(@Doc("Name of the sailor") String name, @Doc("Years at sea") @Limits(min = 0, max = 80) int years) {}

    record Spec(@Doc("Number of masts") @Limits(min = 1, max = 9) int masts,
            @Doc("Kind of rigging") @Limits(defaults = "\"Sloop\"") Rig rig,
            @Doc("Cargo hold") Optional<Quantity> hold, @Doc("Sailors") List<Crew> crew,
            @Doc("Flags by place") Map<String, String> flags,
            @Doc("Yard that built it") @Limits(immutable = true) Optional<String> yard) {}

    record Facts(@Doc("Miles sailed") @Limits(defaults = "0") long miles) {}

    record Status(@Doc("Where it is in life") String phase, @Doc("Miles sailed") long miles) {}

    static final Kind<Spec, Facts, Status> KIND = Kind
            .of(new GroupVersion("test.cairn.io", "v1"), "Boat", Spec.class, new Facts(0), Status.class,
                    (metadata, _, facts) -> new Status(metadata.deleting() ? "Sinking" : "Afloat", facts.miles()))
            .shortNames("bt")
            .categories("all")
            .description("A boat for tests")
            .column("Phase", "string", "Where it is in life", boat -> boat.status().phase())
            .wideColumn("Masts", "integer", "Number of masts", boat -> "" + boat.spec().masts())
            .subresource(new Subresource.Action<>("launch", "Launches it", (caller, boat, _) -> new Subresource.Outcome(
                    "{\"apiVersion\":\"test.cairn.io/v1\",\"kind\":\"Launch\",\"by\":\"" + caller.user() + "\"}",
                    Optional.of("/launches/" + boat.metadata().name()))))
            .subresource(new Subresource.Stream<>("log", "The ship's log", false,
                    (_, boat, _, session) -> session.send(("log of " + boat.metadata().name() + "\n").getBytes(
                            java.nio.charset.StandardCharsets.UTF_8))))
            .subresource(new Subresource.Stream<>("radio", "Echoes", true, (_, _, _, session) -> {
                var heard = session.receive();
                while (heard.isPresent()) {
                    session.send(heard.get());
                    heard = session.receive();
                }
            }))
            .subresource(new Subresource.View<>("draught", "How deep it lies", "BoatDraught", Draught.class,
                    boats -> boats.stream().map(boat -> new Draught(boat.spec().masts() * 10L)).toList()))
            .build();

    record Draught(@Doc("Below the water line, in decimetres") long decimetres) {}

    /** A kind whose status is written by callers. */
    static final Kind<Spec, Status, Status> WRITTEN = Kind
            .of(new GroupVersion("test.cairn.io", "v1"), "Raft", Spec.class, new Status("New", 0), Status.class,
                    (_, _, facts) -> facts)
            .statusWritable()
            .build();
}
