package io.cairn.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.node.sim.SimulatedNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kubectl of this machine, verb by verb, against the real gateway and services with simulated nodes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KubectlTest {
    private SimulatedCloud cloud;
    private PublicDoor door;
    private Path folder;

    static List<Kubectl> kubectls() throws IOException {
        var all = Kubectl.all();
        assertThat(all).as("kubectl on this machine").isNotEmpty();
        return all;
    }

    @BeforeAll
    void up() throws Exception {
        folder = Files.createTempDirectory("cairn-kubectl-");
        cloud = new SimulatedCloud(1, new SimulatedNode.Size(64, 65_536, 1_000_000), new Random(1));
        door = cloud.door();
    }

    @AfterEach
    void it_asked_for_nothing_new() throws Exception {
        door.recorder().knowsAll();
    }

    @AfterAll
    void down() throws Exception {
        if (door != null) {
            door.close();
        }
        cloud.close();
        Command.remove(folder);
    }

    /** A user with a namespace of its own for this test and version. */
    private Kubectl.Session user(Kubectl kubectl, String test, String prefix) throws IOException {
        var place = test + "-" + kubectl.minor();
        var home = Files.createDirectories(folder.resolve(place));
        var user = kubectl.session(door.kubeconfig(prefix, door.token()), home);
        user.ok("create", "namespace", place);
        user.ok("config", "set-context", "--current", "--namespace=" + place);
        return user;
    }

    private Kubectl.Session user(Kubectl kubectl, String test) throws IOException {
        return user(kubectl, test, "");
    }

    private static String machine(String name, String extra) {
        return """
               apiVersion: compute.cairn.io/v1
               kind: VirtualMachine
               metadata: {name: %s, labels: {app: %s}}
               spec: {instanceType: c1.nano, image: micro%s}
               """.formatted(name, name, extra);
    }

    private static void make(Kubectl.Session user, String... names) {
        for (var name : names) {
            user.okWith(machine(name, ""), "create", "-f", "-");
        }
    }

    @ParameterizedTest
    @MethodSource("kubectls")
    void version_and_discovery(Kubectl kubectl) throws Exception {
        var user = user(kubectl, "disc");
        assertThat(user.ok("version", "-o", "json")).contains("v1.34.0+cairn");
        assertThat(user.ok("api-versions")).contains("compute.cairn.io/v1", "authorization.k8s.io/v1");
        assertThat(user.ok("api-resources")).contains("virtualmachines", "vm,vms", "namespaces", "nodes", "leases");
        assertThat(user.ok("get", "all")).isNotNull();
    }

    @ParameterizedTest
    @MethodSource("kubectls")
    void get_in_every_output(Kubectl kubectl) throws Exception {
        var user = user(kubectl, "get");
        make(user, "web", "db", "cache");
        assertThat(user.ok("get", "vm")).contains("NAME", "PHASE", "AGE", "web", "db", "cache");
        assertThat(user.ok("get", "vms", "web", "-o", "wide")).contains("IMAGE", "micro");
        assertThat(user.ok("get", "virtualmachines.compute.cairn.io", "--no-headers")).hasLineCount(3);
        assertThat(user.ok("get", "vm", "web", "-o", "yaml")).contains("instanceType: c1.nano", "phase:");
        assertThat(user.ok("get", "vm", "web", "-o", "json")).contains("\"kind\": \"VirtualMachine\"");
        assertThat(user.ok("get", "vm", "-o", "name")).contains("virtualmachine.compute.cairn.io/web");
        assertThat(user.ok("get", "vm", "web", "-o", "jsonpath={.spec.image}")).isEqualTo("micro");
        assertThat(user.ok("get", "vm", "-o", "custom-columns=N:.metadata.name,I:.spec.image")).contains("web",
                "micro");
        assertThat(user.ok("get", "vm", "-l", "app=web", "-o", "name")).hasLineCount(1);
        assertThat(user.ok("get", "vm", "-l", "app in (web,db)", "-o", "name")).hasLineCount(2);
        assertThat(user.ok("get", "vm", "--field-selector=metadata.name=db", "-o", "name")).hasLineCount(1);
        assertThat(user.ok("get", "vm", "--sort-by=.metadata.name").indexOf("cache")).isPositive();
        assertThat(user.ok("get", "vm", "--chunk-size=1", "--no-headers")).hasLineCount(3);
        assertThat(user.ok("get", "vm", "-A")).contains("NAMESPACE", "get-" + kubectl.minor());
        assertThat(user.ok("get", "vm", "--show-labels")).contains("LABELS", "app=web");
        assertThat(user.ok("get", "--raw", "/apis/compute.cairn.io/v1")).contains("virtualmachines/restart");
        assertThat(user.fails("get", "vm", "nobody")).contains("(NotFound)", "\"nobody\" not found");
        if (kubectl.since(24)) {
            assertThat(user.ok("get", "vm", "web", "--subresource=status", "-o", "name")).contains("web");
        }
    }

    @ParameterizedTest
    @MethodSource("kubectls")
    void watch_and_wait(Kubectl kubectl) throws Exception {
        var user = user(kubectl, "wait");
        make(user, "web");
        user.ok("wait", "--for=condition=Ready", "--timeout=60s", "vm/web");
        if (kubectl.since(23)) {
            user.ok("wait", "--for=jsonpath={.status.phase}=Running", "--timeout=60s", "vm/web");
        }
        user.follows("blue", () -> user.ok("label", "vm", "web", "colour=blue"), "get", "vm", "web", "-w",
                "--show-labels");
        user.follows("green", () -> user.ok("label", "vm", "web", "colour=green", "--overwrite"), "get", "vm",
                "--watch", "--show-labels");
        user.ok("delete", "vm", "web", "--wait=false");
        user.ok("wait", "--for=delete", "--timeout=60s", "vm/web");
        if (kubectl.since(31)) {
            make(user, "late");
            user.ok("wait", "--for=create", "--timeout=60s", "vm/late");
        }
    }

    @ParameterizedTest
    @MethodSource("kubectls")
    void describe_and_events(Kubectl kubectl) throws Exception {
        var user = user(kubectl, "events");
        make(user, "web");
        user.ok("wait", "--for=condition=Ready", "--timeout=60s", "vm/web");
        Waiting.until("events are told", java.time.Duration.ofSeconds(30),
                () -> user.ok("describe", "vm", "web").contains("Placed on node"));
        assertThat(user.ok("describe", "vm", "web")).contains("Name:", "web", "Conditions:", "Events:", "Scheduled");
        assertThat(user.ok("get", "events")).contains("virtualmachine/web");
        assertThat(user.ok("get", "events", "--field-selector", "involvedObject.name=nobody", "-o", "name")).isEmpty();
        if (kubectl.since(26)) {
            assertThat(user.ok("events", "--for", "vm/web")).contains("Scheduled");
        }
    }

    @ParameterizedTest
    @MethodSource("kubectls")
    void explain(Kubectl kubectl) throws Exception {
        var user = user(kubectl, "explain");
        assertThat(user.ok("explain", "vm")).contains("VirtualMachine", "spec", "status");
        assertThat(user.ok("explain", "vm.spec", "--recursive")).contains("runStrategy", "instanceType");
        assertThat(user.ok("explain", "vm.spec.image")).contains("image");
        assertThat(user.ok("explain", "vm.metadata.labels")).contains("Words to select by");
        assertThat(user.fails("explain", "vm.spec.nothing")).contains("does not exist");
    }

    @ParameterizedTest
    @MethodSource("kubectls")
    void create_replace_edit_and_validation(Kubectl kubectl) throws Exception {
        var user = user(kubectl, "create");
        var misspelt = user.run(machine("bad", ", imag: x"), "create", "-f", "-").fails().err();
        assertThat(misspelt).contains("unknown field").contains("imag");
        assertThat(user.run(machine("bad", ", runStrategy: Sometimes"), "create", "-f", "-").fails().err())
                .contains("runStrategy")
                .contains("Halted");
        if (kubectl.since(25)) {
            assertThat(user.run(machine("warned", ", imag: x"), "create", "--validate=warn", "-f", "-").ok().err())
                    .contains("Warning: unknown field")
                    .contains("spec.imag");
        }
        assertThat(user.okWith(machine("web", ""), "create", "-f", "-")).contains("web created");
        assertThat(user.run(machine("web", ""), "create", "-f", "-").fails().err()).contains("AlreadyExists");
        assertThat(user.okWith(machine("dry", ""), "create", "--dry-run=server", "-f", "-")).contains("server dry run");
        user.fails("get", "vm", "dry");
        // It replaces the version that it read just before: a machine that is coming up may have another one by then.
        user.ok("wait", "--for=condition=Ready", "--timeout=60s", "vm/web");
        user.okWith(machine("web", ", runStrategy: Halted"), "replace", "-f", "-");
        assertThat(user.ok("get", "vm", "web", "-o", "jsonpath={.spec.runStrategy}")).isEqualTo("Halted");
        user.with("KUBE_EDITOR", "sed -i s/Halted/Manual/").ok("edit", "vm", "web");
        assertThat(user.ok("get", "vm", "web", "-o", "jsonpath={.spec.runStrategy}")).isEqualTo("Manual");
    }

    @ParameterizedTest
    @MethodSource("kubectls")
    void apply_diff_and_prune(Kubectl kubectl) throws Exception {
        var user = user(kubectl, "apply");
        assertThat(user.okWith(machine("web", ""), "apply", "-f", "-")).contains("created");
        assertThat(user.okWith(machine("web", ""), "apply", "-f", "-")).contains("unchanged");
        var changed = machine("web", ", runStrategy: Halted");
        var diff = user.run(changed, "diff", "-f", "-");
        assertThat(diff.exit()).as(diff.err()).isEqualTo(1);
        assertThat(diff.out()).contains("+  runStrategy: Halted");
        assertThat(user.okWith(changed, "apply", "-f", "-")).contains("configured");
        assertThat(user.run(changed, "diff", "-f", "-").exit()).isZero();
        user.okWith(machine("web", ""), "apply", "-f", "-");
        assertThat(user.ok("get", "vm", "web", "-o", "jsonpath={.spec.runStrategy}")).isEqualTo("Always");
        user.okWith(machine("old", ""), "apply", "-f", "-");
        user.ok("label", "vm", "old", "web", "set=one");
        var allow = kubectl.since(26) ? "--prune-allowlist" : "--prune-whitelist";
        var pruned = user.okWith(machine("web", "").replace("app: web", "app: web, set: one"), "apply", "--prune", "-l",
                "set=one", allow + "=compute.cairn.io/v1/VirtualMachine", "-f", "-");
        assertThat(pruned).contains("old pruned");
    }

    @ParameterizedTest
    @MethodSource("kubectls")
    void apply_on_the_server_side(Kubectl kubectl) throws Exception {
        var user = user(kubectl, "ssa");
        user.okWith(machine("web", ", runStrategy: Always"), "apply", "-f", "-");
        assertThat(user.okWith(machine("web", ", runStrategy: Halted"), "apply", "--server-side", "-f", "-"))
                .contains("serverside-applied");
        var other = user.run(machine("web", ", runStrategy: Manual"), "apply", "--server-side", "--field-manager=other",
                "-f", "-").fails();
        assertThat(other.err()).contains("conflict").contains(".spec.runStrategy");
        user.okWith(machine("web", ", runStrategy: Manual"), "apply", "--server-side", "--field-manager=other",
                "--force-conflicts", "-f", "-");
        assertThat(user.okWith(machine("new", ""), "apply", "--server-side", "-f", "-")).contains("serverside-applied");
        assertThat(user.okWith(machine("ghost", ""), "apply", "--server-side", "--dry-run=server", "-f", "-"))
                .contains("dry run");
        user.fails("get", "vm", "ghost");
    }

    @ParameterizedTest
    @MethodSource("kubectls")
    void patch_label_annotate(Kubectl kubectl) throws Exception {
        var user = user(kubectl, "patch");
        make(user, "web");
        user.ok("patch", "vm", "web", "--type=merge", "-p", "{\"spec\":{\"runStrategy\":\"Halted\"}}");
        user.ok("patch", "vm", "web", "--type=json", "-p",
                "[{\"op\":\"replace\",\"path\":\"/spec/runStrategy\",\"value\":\"Manual\"}]");
        assertThat(user.ok("get", "vm", "web", "-o", "jsonpath={.spec.runStrategy}")).isEqualTo("Manual");
        assertThat(user.fails("patch", "vm", "web", "-p", "{}")).contains("--type=merge");
        user.ok("label", "vm", "web", "team=blue");
        user.ok("label", "vm", "web", "team=red", "--overwrite");
        user.ok("annotate", "vm", "web", "note=hello");
        assertThat(user.ok("get", "vm", "-l", "team=red", "-o", "jsonpath={.items[0].metadata.annotations.note}"))
                .isEqualTo("hello");
        user.ok("label", "vm", "web", "team-");
        assertThat(user.ok("get", "vm", "-l", "team", "-o", "name")).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("kubectls")
    void delete_in_every_way(Kubectl kubectl) throws Exception {
        var user = user(kubectl, "delete");
        make(user, "a", "b", "c", "d");
        assertThat(user.ok("delete", "vm", "a", "--dry-run=server")).contains("server dry run");
        user.ok("delete", "vm", "a", "--timeout=60s");
        user.ok("delete", "vm", "-l", "app=b", "--timeout=60s");
        user.ok("delete", "vm", "c", "--now", "--timeout=60s");
        user.okWith(machine("d", ""), "delete", "-f", "-", "--cascade=" + (kubectl.since(20) ? "foreground" : "true"),
                "--timeout=60s");
        make(user, "e", "f");
        user.ok("delete", "vm", "--all", "--timeout=60s");
        assertThat(user.ok("get", "vm", "-o", "name")).isEmpty();
        assertThat(user.ok("delete", "vm", "a", "--ignore-not-found")).isEmpty();
        assertThat(user.fails("delete", "vm", "a")).contains("NotFound");
    }

    @ParameterizedTest
    @MethodSource("kubectls")
    void actions_and_raw_requests(Kubectl kubectl) throws Exception {
        var user = user(kubectl, "raw");
        make(user, "web");
        user.ok("wait", "--for=condition=Ready", "--timeout=60s", "vm/web");
        var one = "/apis/compute.cairn.io/v1/namespaces/raw-" + kubectl.minor() + "/virtualmachines/web";
        assertThat(user.okWith("{}", "create", "--raw", one + "/stop", "-f", "-")).contains("VirtualMachineOperation");
        if (kubectl.since(23)) {
            user.ok("wait", "--for=jsonpath={.status.powerState}=Off", "--timeout=60s", "vm/web");
        }
        assertThat(user.ok("get", "vmop")).contains("stop");
        assertThat(user.ok("get", "--raw", one)).contains("\"kind\":\"VirtualMachine\"");
        assertThat(user.ok("delete", "--raw", one)).contains("deletionTimestamp");
    }

    @ParameterizedTest
    @MethodSource("kubectls")
    void who_i_am_and_what_i_may(Kubectl kubectl) throws Exception {
        var user = user(kubectl, "auth");
        assertThat(user.ok("auth", "can-i", "create", "vm")).contains("yes");
        assertThat(user.ok("auth", "can-i", "create", "virtualmachines", "--subresource=start")).contains("yes");
        assertThat(user.ok("auth", "can-i", "get", "/version")).contains("yes");
        assertThat(user.ok("auth", "can-i", "--list")).contains("Resources", "[*]");
        if (kubectl.since(28)) {
            assertThat(user.ok("auth", "whoami")).contains("Username");
        }
        var stranger = kubectl.session(door.kubeconfig("", "no-such-token"), user.folder());
        assertThat(stranger.fails("get", "vm")).contains("You must be logged in to the server");
    }

    @ParameterizedTest
    @MethodSource("kubectls")
    void namespaces_come_and_go_with_what_is_in_them(Kubectl kubectl) throws Exception {
        var user = user(kubectl, "ns");
        make(user, "web");
        assertThat(user.ok("get", "ns")).contains("ns-" + kubectl.minor(), "Active");
        assertThat(user.fails("get", "vm", "web", "-n", "elsewhere")).contains("NotFound");
        assertThat(user.run(machine("web", ""), "create", "-n", "elsewhere", "-f", "-").fails().err())
                .contains("elsewhere");
        user.ok("delete", "namespace", "ns-" + kubectl.minor(), "--timeout=60s");
        assertThat(user.ok("get", "vm", "-o", "name")).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("kubectls")
    void everything_works_below_the_path_of_an_organisation(Kubectl kubectl) throws Exception {
        var user = user(kubectl, "org", "/t/default");
        user.okWith(machine("web", ", runStrategy: Always"), "apply", "-f", "-");
        assertThat(user.okWith(machine("web", ", runStrategy: Halted"), "apply", "--server-side", "-f", "-"))
                .contains("serverside-applied");
        assertThat(user.ok("explain", "vm.spec")).contains("runStrategy");
        assertThat(user.ok("get", "vm")).contains("web");
    }
}
