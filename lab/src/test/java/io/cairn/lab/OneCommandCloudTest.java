package io.cairn.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Stories of the one-command cloud, told through the public API, with real guests. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OneCommandCloudTest {
    /** Each look is a program that starts; guests are emulated. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private Cloud cloud;

    @BeforeAll
    void up() throws Exception {
        cloud = Cloud.start();
    }

    @AfterAll
    void down() {
        if (cloud != null) {
            cloud.close();
        }
    }

    private static String machine(String name, String extra) {
        return """
               apiVersion: compute.cairn.io/v1
               kind: VirtualMachine
               metadata: {name: %s}
               spec:
                 instanceType: c1.nano
                 image: micro
               %s""".formatted(name, extra.indent(2));
    }

    private void run(String name) {
        cloud.apply(machine(name, "")).ok();
        cloud.awaitReady(name);
    }

    @Test
    void a_machine_boots_answers_and_leaves_nothing_behind() throws Exception {
        run("one");
        var uid = cloud.value("one", ".metadata.uid");
        var ip = cloud.value("one", ".status.addresses[0].ip");
        var mac = cloud.value("one", ".status.addresses[0].mac");
        assertThat(cloud.banner("one", 1)).contains(ip);
        showsWhatItWroteAndUses(uid);
        var answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://" + ip + "/"))
                                .timeout(PATIENCE)
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.body()).contains("one").contains(ip);
        assertThat(Host.domainExists(uid)).isTrue();
        assertThat(Host.reservations(cloud)).contains(mac + "," + ip);
        assertThat(Host.count(cloud, "select count(*) from scheduler.claim where vm_uid = '" + uid + "'")).isEqualTo(1);
        new Screens(cloud).ofARunningMachine("one");

        cloud.cairn("delete", "vm", "one", "--timeout=60s").ok();
        assertThat(Host.domainExists(uid)).isFalse();
        assertThat(Host.machineDirectoryExists(cloud, uid)).isFalse();
        assertThat(Host.reservations(cloud)).doesNotContain(mac);
        assertThat(Host.leases(cloud.network)).doesNotContain(mac);
        assertThat(Host.count(cloud, "select count(*) from scheduler.claim where vm_uid = '" + uid + "'")).isZero();
        assertThat(Host.count(cloud, "select count(*) from vm.placement where uid = '" + uid + "'")).isZero();
        assertThat(Host.count(cloud, "select count(*) from vm.resource where uid = '" + uid + "'")).isZero();
        assertThat(Host.count(cloud, "select count(*) from scheduler.join_token where used is null and expires > now() "
                + "and node <> '" + cloud.node + "'")).isZero();
    }

    private void showsWhatItWroteAndUses(String uid) throws Exception {
        var banner = cloud.banner("one", 1);
        var all = cloud.cairn("logs", "one").ok().out();
        assertThat(cloud.cairn("logs", "one", "--since", "1h", "--limit-bytes", "200").ok().out())
                .isEqualTo(all.substring(0, 200));
        assertThat(cloud.cairn("logs", "one", "--since-time", "2099-01-01T00:00:00Z").ok().out()).isEmpty();
        assertThat(cloud.cairn("logs", "one", "--timestamps").ok().out().lines()).filteredOn(
                line -> line.endsWith(banner.strip()) && line.matches("20[0-9-]+T[0-9:]+\\.[0-9]{3}Z .*")).hasSize(1);
        assertThat(cloud.cairn("logs", "one", "--tail", "2").ok().out().split("\n")).hasSize(2);
        // Rates are there after the second look of the agent.
        cloud.until("what it uses is shown", PATIENCE,
                () -> cloud.cairn("top", "vm", "--sort-by", "cpu")
                        .out()
                        .matches("(?s)NAME.*one +On +[0-9]+m/1 +[0-9]+%.*"));
        var metrics = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + (cloud.base + 93) + "/metrics")).build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
        assertThat(metrics)
                .containsPattern("cairn_machine_cpu_seconds_total\\{name=\"one\",namespace=\"default\",[^}]*uid=\""
                        + uid + "\"} [0-9.]+")
                .contains("cairn_agent_console_log_bytes ");
    }

    @Test
    @EnabledIfSystemProperty(named = "cairn.slow", matches = "true", disabledReason = "make test-slow")
    void a_disk_that_was_uploaded_through_the_door_is_booted() throws Exception {
        var disk = cloud.state.resolve("own.qcow2");
        // Five parts of random bytes with a boot sector that jumps to itself: the machine runs and says nothing.
        Command.run("sh", "-c", ("cd '%s' && head -c 9M /dev/urandom >own.raw && truncate -s 64M own.raw && { printf "
                + "'\\353\\376'; head -c 508 /dev/zero; printf '\\125\\252'; } | dd of=own.raw conv=notrunc status=none && "
                + "qemu-img convert -f raw -O qcow2 own.raw own.qcow2 && rm own.raw").formatted(cloud.state)).ok();
        var sent = cloud.cairn("image", "upload", "own", "-f", disk.toString()).ok();
        assertThat(sent.err()).contains("100%", "can be booted");
        cloud.apply(machine("booted", "").replace("image: micro", "image: own")).ok();
        cloud.awaitReady("booted");
        assertThat(cloud.cairn("image", "upload", "own", "-f", disk.toString()).ok().out()).contains("unchanged");
        var hostile = cloud.state.resolve("hostile.qcow2");
        Command.run("qemu-img", "create", "-q", "-f", "qcow2", "-b", disk.toString(), "-F", "qcow2", hostile.toString())
                .ok();
        assertThat(cloud.cairn("image", "upload", "hostile", "-f", hostile.toString()).fails().err())
                .contains("stands on a backing file", "qemu-img convert");
        cloud.cairn("delete", "vm", "booted").ok();
    }

    @Test
    @EnabledIfSystemProperty(named = "cairn.slow", matches = "true", disabledReason = "make test-slow")
    void a_browser_shows_console_and_screen_and_says_why_it_does_not() throws Exception {
        run("seen");
        var screens = new Screens(cloud);
        screens.consoleInABrowser("seen");
        screens.inABrowser("seen");
        cloud.cairn("delete", "vm", "seen").ok();
    }

    @Test
    @EnabledIfSystemProperty(named = "cairn.slow", matches = "true", disabledReason = "make test-slow")
    void the_tutorial_does_what_it_says() throws Exception {
        var script = Tutorial.script(cloud.state.resolve("tutorial"));
        var told = Command.run(cloud.environment(), "", List.of("bash", script.toString())).ok().out();
        assertThat(told).contains("web is up", "RestartedAfterCrash", "vm/huge is Pending", "memory")
                .contains("virtualmachine.compute.cairn.io/web deleted");
        assertThat(cloud.cairn("get", "vm", "web").fails().err()).contains("not found");
    }

    @Test
    void a_killed_qemu_is_back_with_the_same_disk_mac_and_address_and_an_event_says_why() {
        run("phoenix");
        cloud.banner("phoenix", 1);
        var uid = cloud.value("phoenix", ".metadata.uid");
        var addresses = cloud.value("phoenix", ".status.addresses[0].ip")
                + cloud.value("phoenix", ".status.addresses[0].mac");
        Command.run("kill", "-9", Long.toString(cloud.qemu(uid))).ok();
        cloud.until("phoenix is back", PATIENCE,
                () -> cloud.value("phoenix", ".status.restarts").equals("1")
                        && cloud.value("phoenix", ".status.phase").equals("Running"));
        assertThat(
                cloud.value("phoenix", ".status.addresses[0].ip") + cloud.value("phoenix", ".status.addresses[0].mac"))
                .isEqualTo(addresses);
        // The guest counts its boots on its disk.
        cloud.banner("phoenix", 2);
        cloud.until("an event says why", PATIENCE,
                () -> cloud.cairn("describe", "vm", "phoenix").out().contains("RestartedAfterCrash"));
        cloud.cairn("delete", "vm", "phoenix").ok();
    }

    @Test
    void stop_keeps_the_disk_and_start_brings_the_machine_back() {
        run("sleeper");
        cloud.banner("sleeper", 1);
        cloud.cairn("stop", "sleeper", "--wait", "--timeout=60s").ok();
        assertThat(cloud.value("sleeper", ".status.phase")).isEqualTo("Stopped");
        assertThat(cloud.value("sleeper", ".status.powerState")).isEqualTo("Off");
        assertThat(cloud.cairn("logs", "sleeper").ok().out()).contains("cairn: sleeper is up");
        assertThat(cloud.cairn("top", "vm", "sleeper").ok().out()).containsPattern("sleeper +Off");
        cloud.cairn("start", "sleeper", "--wait", "--timeout=60s").ok();
        cloud.banner("sleeper", 2);
        cloud.cairn("restart", "sleeper", "--wait", "--timeout=60s").ok();
        cloud.banner("sleeper", 3);
        cloud.cairn("delete", "vm", "sleeper").ok();
    }

    private enum Killed {
        PLANE,
        AGENT,
        BOTH
    }

    @ParameterizedTest
    @EnumSource
    void a_kill_in_the_middle_of_create_stop_and_delete_loses_and_doubles_nothing(Killed killed) throws Exception {
        Stream.of("steady", "stopping", "leaving").forEach(name -> cloud.apply(machine(name, "")).ok());
        Stream.of("steady", "stopping", "leaving").forEach(cloud::awaitReady);
        var steady = cloud.value("steady", ".metadata.uid");
        var leaving = cloud.value("leaving", ".metadata.uid");
        var process = cloud.qemu(steady);
        cloud.banner("steady", 1);

        cloud.apply(machine("coming", "")).ok();
        cloud.cairn("stop", "stopping").ok();
        cloud.cairn("delete", "vm", "leaving", "--wait=false").ok();
        if (killed != Killed.AGENT) {
            cloud.killPlane();
        }
        if (killed != Killed.PLANE) {
            cloud.killAgent();
        }
        assertThat(cloud.qemu(steady)).isEqualTo(process);

        cloud.restart();
        var up = System.nanoTime();
        cloud.until("every acknowledged machine is in its right state", PATIENCE,
                () -> cloud.value("coming", ".status.phase").equals("Running")
                        && cloud.value("stopping", ".status.phase").equals("Stopped")
                        && cloud.value("steady", ".status.phase").equals("Running")
                        && cloud.cairn("get", "vm", "leaving").exit() == 3);
        // Printed, not asserted: the bar of ten seconds is checked on an idle host (docs/benchmarks.md).
        System.out.printf("recovered after SIGKILL of %s: %.1f s%n", killed, (System.nanoTime() - up) / 1e9);
        assertThat(cloud.qemu(steady)).as("the guest ran on").isEqualTo(process);
        assertThat(cloud.cairn("logs", "steady").ok().out().split("cairn: steady is up")).as("said once, kept once")
                .hasSize(2);
        assertThat(Host.domainExists(leaving)).isFalse();
        assertThat(Command.run("pgrep", "-c", "-f", "qemu-system.*-uuid " + steady).out().strip()).isEqualTo("1");
        cloud.cairn("delete", "vm", "steady", "stopping", "coming").ok();
    }

    @Test
    void bad_input_is_refused_with_field_value_and_way_out() throws Exception {
        cloud.apply(machine("taken", "runStrategy: Halted")).ok();
        cloud.awaitReady("taken");
        var before = cloud.value("taken", ".metadata.resourceVersion");
        assertThat(refused(machine("taken", ""))).contains("taken").contains("already exists");
        assertThat(refused(machine("bad", "userData: " + "x".repeat(4 << 20)))).contains("too large").contains("limit");
        assertThat(refused(machine("bad", "rootdisk: {size: 1Gi}"))).contains("spec.rootdisk").contains("rootDisk");
        assertThat(refused(machine("bad", "rootDisk: {size: much}"))).contains("spec.rootDisk.size")
                .contains("much")
                .contains("4Gi");
        assertThat(refused(machine("bad", "").replace("micro", "minix"))).contains("spec.image")
                .contains("minix")
                .contains("micro");
        assertThat(refused(machine("bad", "").replace("c1.nano", "c9.huge"))).contains("spec.instanceType")
                .contains("c1.small");
        assertThat(refused("kind: [")).containsIgnoringCase("yaml");
        assertThat(cloud.cairn("get", "vm", "-o", "name").ok().out()).isEqualToIgnoringWhitespace(
                "virtualmachine.compute.cairn.io/taken");
        assertThat(cloud.value("taken", ".metadata.resourceVersion")).isEqualTo(before);
        cloud.cairn("delete", "vm", "taken").ok();
        assertThat(cloud.cairn("get", "vm", "--token=wrong").fails().err()).containsIgnoringCase("unauthorized");
        cloud.apply(machine("greedy", "").replace("instanceType: c1.nano", "resources: {cpus: 2, memory: 900Gi}")).ok();
        cloud.until("the refusal explains itself", PATIENCE, () -> {
            var why = cloud.cairn("describe", "vm", "greedy").out();
            return why.contains("0 of 1 node fits") && why.contains("too little free memory")
                    && why.contains("most free");
        });
        cloud.cairn("delete", "vm", "greedy").ok();
    }

    private String refused(String yaml) {
        var result = Command.run(cloud.environment(), yaml,
                List.of(Cloud.ROOT.resolve("bin/cairn").toString(), "create", "-f", "-")).fails();
        return result.out() + result.err();
    }

    @Test
    void the_oldest_and_the_newest_kubectl_on_this_machine_work() throws Exception {
        var all = Kubectl.all();
        // Every verb of every version has its test in KubectlTest; here the oldest and the newest run real guests.
        for (var version : new LinkedHashSet<>(List.of(all.getFirst(), all.getLast()))) {
            var kubectl = version.program().toString();
            var name = "k" + version.minor();
            var file = Files.writeString(cloud.state.resolve(name + ".yaml"), machine(name, ""));
            var cache = "--cache-dir=" + cloud.state.resolve("cache-" + name);
            kubectl(kubectl, cache, "create", "-f", file.toString());
            kubectl(kubectl, cache, "wait", "--for=condition=Ready", "--timeout=60s", "vm/" + name);
            assertThat(kubectl(kubectl, cache, "get", "vm")).contains("PHASE").contains(name).contains("Running");
            assertThat(kubectl(kubectl, cache, "get", "vm", name, "-o", "wide")).contains("c1.nano");
            assertThat(kubectl(kubectl, cache, "get", "vm", name, "-o", "yaml")).contains("instanceType: c1.nano");
            kubectl(kubectl, cache, "label", "vm", name, "team=blue");
            kubectl(kubectl, cache, "patch", "vm", name, "--type=merge", "-p",
                    "{\"metadata\":{\"annotations\":{\"a\":\"b\"}}}");
            assertThat(kubectl(kubectl, cache, "get", "vm", "-l", "team=blue")).contains(name);
            cloud.until("events are told", PATIENCE, () -> {
                var told = kubectl(kubectl, cache, "describe", "vm", name);
                return told.contains("Scheduled") && told.contains("Placed on node");
            });
            kubectl(kubectl, cache, "delete", "vm", name, "--wait", "--timeout=60s");
        }
    }

    private String kubectl(String kubectl, String... arguments) {
        var command = new ArrayList<>(List.of(kubectl));
        command.addAll(List.of(arguments));
        return Command.run(cloud.environment(), "", command).ok().out();
    }
}
