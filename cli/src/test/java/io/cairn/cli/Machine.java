package io.cairn.cli;

import io.cairn.resource.domain.Condition;
import io.cairn.resource.domain.Doc;
import io.cairn.resource.domain.GroupVersion;
import io.cairn.resource.domain.Kind;
import io.cairn.resource.domain.Limits;
import io.cairn.resource.domain.Metadata;
import io.cairn.resource.domain.Quantity;
import io.cairn.resource.domain.Resource;
import io.cairn.resource.domain.Scope;
import io.cairn.resource.domain.Subresource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Kinds for the tests, shaped as the real ones are. */
final class Machine {

    static final GroupVersion COMPUTE = new GroupVersion("compute.cairn.io", "v1");
    static final String FINALIZER = "test.cairn.io/teardown";
    static final Instant SINCE = Instant.parse("2026-01-01T00:00:00Z");

    private Machine() {}

    enum RunStrategy {
        ALWAYS,
        HALTED,
        MANUAL,
        RERUN_ON_FAILURE
    }

    record Disk(@Doc("Size of the disk") Quantity size) {}

    record Network(@Doc("Name of the network") String name) {}

    record Spec(@Doc("When the machine is to run") @Limits(defaults = "\"Always\"") RunStrategy runStrategy,
            @Doc("Instance type") Optional<String> instanceType, @Doc("Image to boot") String image,
            @Doc("Root disk") Optional<Disk> rootDisk, @Doc("Networks to join") List<Network> networks,
            @Doc("SSH keys") List<String> sshKeys, @Doc("cloud-init user data") Optional<String> userData) {}

    record Facts(String phase, String reason, String message, long generation, Optional<String> node) {
        static final Facts NEW = new Facts("Pending", "NoNodeFits", "no node has 4Gi of memory free", 0,
                Optional.empty());

        static Facts running(long generation) {
            return new Facts("Running", "Running", "", generation, Optional.of("host-1"));
        }
    }

    record Address(@Doc("IP address") String ip) {}

    record Status(@Doc("One word") String phase, @Doc("Where it runs") Optional<String> node,
            @Doc("Addresses") List<Address> addresses, @Doc("Conditions") List<Condition> conditions) {}

    record Done(@Doc("One word") String phase) {}

    record Request(@Doc("What to do") String action) {}

    record Size(@Doc("Virtual CPUs") int cpus, @Doc("Guest memory") Optional<Quantity> memory) {
        Size(int cpus) {
            this(cpus, Optional.empty());
        }
    }

    record NoFacts() {}

    static final Kind<Request, Done, Done> OPERATION = Kind
            .of(COMPUTE, "VirtualMachineOperation", Request.class, new Done("Running"), Done.class,
                    (_, _, facts) -> facts)
            .build();

    static final Kind<Size, NoFacts, NoFacts> TYPE = Kind
            .of(COMPUTE, "InstanceType", Size.class, new NoFacts(), NoFacts.class, (_, _, facts) -> facts)
            .shortNames("it")
            .scope(Scope.CLUSTER)
            .column("CPUs", "integer", "Virtual CPUs", t -> "" + t.spec().cpus())
            .build();

    static Kind<Spec, Facts, Status> kind(Subresource.Perform<Spec, Facts, Status> restart) {
        return Kind.of(COMPUTE, "VirtualMachine", Spec.class, Facts.NEW, Status.class, Machine::status)
                .shortNames("vm", "vms")
                .categories("all")
                .finalizers(FINALIZER)
                .description("A machine for tests")
                .column("Phase", "string", "Where it is in life", vm -> vm.status().phase())
                .column("Address", "string", "First address",
                        vm -> vm.status().addresses().stream().findFirst().map(Address::ip).orElse(""))
                .wideColumn("Node", "string", "Where it runs", vm -> vm.status().node().orElse(""))
                .subresource(new Subresource.Action<>("stop", "Stops it", (_, _, _) -> new Subresource.Outcome(
                        "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Success\"}", Optional.empty())))
                .subresource(new Subresource.Action<>("restart", "Restarts it", restart))
                .subresource(new Subresource.Stream<>("consolelog", "Its console", false,
                        (_, vm, query, session) -> session.send(("log of " + vm.metadata().name() + " "
                                + query.getOrDefault("tailLines", "all") + asked(query) + "\n")
                                .getBytes(StandardCharsets.UTF_8))))
                .subresource(new Subresource.View<>("stats", "What it uses", "VirtualMachineStats", Stats.class,
                        machines -> machines.stream().map(Machine::stats).toList()))
                .subresource(new Subresource.Action<>("pause", "Pauses it", restart))
                .subresource(new Subresource.Stream<>("console", "Its console, live", true, (_, vm, _, session) -> {
                    if (!vm.status().phase().equals("Running")) {
                        return;
                    }
                    session.send("hello from the console\r\n".getBytes(StandardCharsets.UTF_8));
                    for (var typed = session.receive(); typed.isPresent(); typed = session.receive()) {
                        session.send(("you said " + new String(typed.get(), StandardCharsets.UTF_8))
                                .getBytes(StandardCharsets.UTF_8));
                    }
                }))
                .subresource(new Subresource.Action<>("ticket", "A ticket", (_, vm, body) -> new Subresource.Outcome(
                        "{\"kind\":\"StreamTicket\",\"status\":{\"ticket\":\"cairnt_x\",\"page\":\"/console/default/default/"
                                + vm.metadata().name() + (body.orElse("").contains("console") ? "/serial" : "")
                                + "\",\"asked\":" + body.orElse("") + "}}",
                        Optional.empty())))
                .subresource(new Subresource.Stream<>("vnc", "Its screen", true, (_, vm, _, session) -> {
                    if (!vm.status().phase().equals("Running")) {
                        throw new IOException("the machine is off; it has no screen");
                    }
                    session.send("RFB 003.008\n".getBytes(StandardCharsets.UTF_8));
                    for (var said = session.receive(); said.isPresent(); said = session.receive()) {
                        session.send(said.get());
                    }
                }))
                .build();
    }

    private static String asked(Map<String, String> query) {
        return List.of("follow", "sinceSeconds", "sinceTime", "timestamps", "limitBytes")
                .stream()
                .filter(query::containsKey)
                .map(name -> " " + name + "=" + query.get(name))
                .collect(Collectors.joining());
    }

    record CpuUse(int vcpus, Optional<Long> millicores, Optional<Long> percent) {}

    record MemoryUse(Quantity assigned, Quantity resident) {}

    record DiskUse(Optional<Long> readBytesPerSecond, Optional<Long> writtenBytesPerSecond) {}

    record NetworkUse(Optional<Long> receivedBytesPerSecond, Optional<Long> sentBytesPerSecond) {}

    record Stats(String powerState, Optional<String> message, Optional<CpuUse> cpu, Optional<MemoryUse> memory,
            Optional<DiskUse> disk, Optional<NetworkUse> network) {}

    /** A machine uses as much as its name is long. */
    private static Stats stats(Resource<Spec, Facts, Status> vm) {
        if (!vm.status().phase().equals("Running")) {
            return new Stats("Off", Optional.of("It is off"), Optional.empty(), Optional.empty(), Optional.empty(),
                    Optional.empty());
        }
        long size = vm.metadata().name().length();
        return new Stats("On", Optional.empty(),
                Optional.of(new CpuUse(2, Optional.of(100 * size), Optional.of(5 * size))),
                Optional.of(new MemoryUse(new Quantity("1Gi", 1L << 30), new Quantity(size + "Mi", size << 20))),
                Optional.of(new DiskUse(Optional.of(size << 10), Optional.of(0L))),
                Optional.of(new NetworkUse(Optional.of(size), Optional.of(size << 20))));
    }

    private static Status status(Metadata metadata, Spec spec, Facts facts) {
        boolean running = facts.phase().equals("Running") && facts.generation() >= metadata.generation();
        Condition scheduled = new Condition("Scheduled", facts.node().isPresent() ? "True" : "False", facts.reason(),
                facts.message(), SINCE, facts.generation());
        Condition ready = new Condition("Ready", running ? "True" : "False", facts.reason(), facts.message(), SINCE,
                metadata.generation());
        return new Status(metadata.deleting() ? "Deleting" : facts.phase(), facts.node(),
                running ? List.of(new Address("10.20.0.5")) : List.of(), List.of(ready, scheduled));
    }
}
