package io.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.cli.Cloud.Run;
import io.cairn.cli.domain.ExitCode;
import io.cairn.resource.domain.ObjectKey;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Stories of people at the command line, against the real API. */
class ClientTest {

    private static Cloud cloud;

    @BeforeAll
    static void start() throws Exception {
        cloud = new Cloud();
    }

    @AfterAll
    static void stop() throws Exception {
        cloud.close();
    }

    @AfterEach
    void clean() {
        for (var machine : cloud.machines.page("", 1000)) {
            cloud.machines.delete(machine.metadata().uid());
            cloud.teardown(machine.metadata().name());
        }
        cloud.types.page("", 1000).forEach(type -> cloud.types.delete(type.metadata().uid()));
    }

    private static Path file(String text) throws Exception {
        Path file = Files.createTempFile(cloud.folder, "object", ".yaml");
        return Files.writeString(file, text);
    }

    private static final String WEB = """
                                      apiVersion: compute.cairn.io/v1
                                      kind: VirtualMachine
                                      metadata: {name: web}
                                      spec:
                                        image: micro
                                        userData: |
                                          #cloud-config
                                          hostname: web
                                      """;

    @Test
    void a_table_has_the_servers_columns_and_kubectls_spacing() {
        cloud.machine("web", true);
        cloud.machine("a-longer-name", false);
        Run run = cloud.cairn("get", "vm");
        assertThat(run.exit()).isEqualTo(ExitCode.OK);
        assertThat(run.out().replaceAll("[0-9]+s\n", "0s\n")).isEqualTo("""
                                                                        NAME            PHASE     ADDRESS     AGE
                                                                        a-longer-name   Pending   <none>      0s
                                                                        web             Running   10.20.0.5   0s
                                                                        """);
        assertThat(run.error()).isEmpty();
        assertThat(cloud.cairn("get", "vm", "web", "-o", "wide", "--no-headers").out()).contains("host-1");
    }

    @Test
    void types_are_known_by_every_name_and_can_be_combined() {
        cloud.machine("web", true);
        cloud.types.create(ObjectKey.cluster("c1.nano"), Map.of(), List.of(), new Machine.Size(1));
        for (String word : List.of("vm", "vms", "virtualmachine", "virtualmachines", "VirtualMachine",
                "virtualmachines.compute.cairn.io", "virtualmachines.v1.compute.cairn.io")) {
            assertThat(cloud.cairn("get", word, "-o", "name").out()).isEqualTo(
                    "virtualmachine.compute.cairn.io/web\n");
        }
        assertThat(cloud.cairn("get", "vm,it").out()).contains("virtualmachine.compute.cairn.io/web",
                "instancetype.compute.cairn.io/c1.nano");
        assertThat(cloud.cairn("get", "vm/web", "it/c1.nano", "-o", "name").out().lines()).hasSize(2);
        assertThat(cloud.cairn("get", "all").out()).contains("web");
        Run unknown = cloud.cairn("get", "virtualmachins");
        assertThat(unknown.exit()).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(unknown.error()).contains("did you mean virtualmachine");
    }

    @Test
    void one_missing_of_several_is_told_and_the_others_are_shown() {
        cloud.machine("web", true);
        Run run = cloud.cairn("get", "vm", "web", "gone");
        assertThat(run.exit()).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(run.out()).contains("web");
        assertThat(run.error()).startsWith("error: ").contains("\"gone\" not found");
    }

    @Test
    void yaml_json_and_a_single_field_can_be_asked_for() {
        cloud.machine("web", true);
        assertThat(cloud.cairn("get", "vm", "web", "-o", "yaml").out()).startsWith(
                "apiVersion: compute.cairn.io/v1\nkind: VirtualMachine\nmetadata:\n")
                .contains("\n  image: micro\n");
        assertThat(cloud.cairn("get", "vm", "-o", "json").out()).contains("\"kind\": \"List\"");
        assertThat(cloud.cairn("get", "vm", "web", "-o", "jsonpath={.status.addresses[0].ip}").out())
                .isEqualTo("10.20.0.5\n");
        assertThat(cloud.cairn("get", "vm", "-o", "xml").exit()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void long_lists_come_in_pages_and_can_be_cut() {
        for (int number = 0; number < 520; number++) {
            cloud.types.create(ObjectKey.cluster("t-%03d".formatted(number)), Map.of(), List.of(),
                    new Machine.Size(520 - number));
        }
        assertThat(cloud.cairn("get", "it", "--no-headers").out().lines()).hasSize(520);
        Run cut = cloud.cairn("get", "it", "--limit", "3", "--no-headers");
        assertThat(cut.out().lines()).hasSize(3);
        assertThat(cut.error()).contains("more");
        assertThat(cloud.cairn("get", "it", "-o", "json", "--sort-by", ".spec.cpus").out().indexOf("t-519"))
                .isLessThan(200);
    }

    @Test
    void apply_creates_then_leaves_alone_then_configures() throws Exception {
        Path web = file(WEB);
        assertThat(cloud.cairn("apply", "-f", web.toString(), "--dry-run").out()).contains("created (dry run");
        assertThat(cloud.machines.find(Cloud.key("web"))).isEmpty();
        assertThat(cloud.cairn("apply", "-f", web.toString()).out()).isEqualTo(
                "virtualmachine.compute.cairn.io/web created\n");
        assertThat(cloud.cairn("apply", "-f", web.toString()).out()).endsWith("web unchanged\n");
        Files.writeString(web, WEB.replace("micro", "debian-12"));
        assertThat(cloud.cairn("apply", "-f", web.toString()).out()).endsWith("web configured\n");
        assertThat(cloud.machines.find(Cloud.key("web")).orElseThrow().spec().userData())
                .isEqualTo(Optional.of("#cloud-config\nhostname: web\n"));
    }

    @Test
    void what_is_wrong_with_a_file_is_named_by_field() throws Exception {
        Run unknown = cloud.cairn("apply", "-f", file(WEB.replace("image:", "imgae:")).toString());
        assertThat(unknown.exit()).isEqualTo(ExitCode.REFUSED);
        assertThat(unknown.error()).contains("imgae");
        Run broken = cloud.cairn("apply", "-f", file("a: [1,\nb: }").toString());
        assertThat(broken.exit()).isEqualTo(ExitCode.USAGE);
        assertThat(broken.error()).contains("line 2");
        assertThat(cloud.cairn("apply", "-f", file("kind: VirtualMachine\nmetadata: {name: x}").toString()).error())
                .contains("has no apiVersion");
        assertThat(cloud.cairn("apply", "-f", "/no/such/file").error()).contains("there is no file");
        assertThat(cloud.cairn("apply", "-f", "https://example.org/x.yaml").error()).contains("does not fetch");
        assertThat(cloud.machines.find(Cloud.key("web"))).isEmpty();
    }

    @Test
    void create_waits_until_ready_and_shows_what_holds_it_up() throws Exception {
        ByteArrayOutputStream error = new ByteArrayOutputStream();
        Thread node = Thread.ofVirtual().start(() -> {
            Await.until(() -> error.toString(StandardCharsets.UTF_8).contains("Pending"));
            cloud.run("web");
        });
        Run run = cloud.cairn(cloud.folder.resolve("kubeconfig"), new ByteArrayInputStream(new byte[0]),
                new ByteArrayOutputStream(), error, "create", "vm", "web", "--image", "micro", "--disk", "10Gi",
                "--label", "a=b", "--wait");
        node.join();
        assertThat(run.exit()).as(run.error()).isEqualTo(ExitCode.OK);
        assertThat(run.out()).contains("web created");
        assertThat(run.error()).contains("vm/web: Pending - no node has 4Gi of memory free", "is Ready at 10.20.0.5")
                .doesNotContain("\033");
        Run again = cloud.cairn("create", "vm", "web", "--image", "micro");
        assertThat(again.exit()).isEqualTo(ExitCode.REFUSED);
        assertThat(again.error()).contains("already exists");
    }

    @Test
    void a_wait_that_is_too_long_tells_the_reason_the_events_and_the_next_command() {
        cloud.machine("web", false);
        Run run = cloud.cairn("wait", "vm/web", "--timeout", "1s");
        assertThat(run.exit()).isEqualTo(ExitCode.TIMEOUT);
        assertThat(run.error()).contains("vm/web is not Ready=True after 1s: Pending", "NoNodeFits: no node has 4Gi",
                "1 node: 1 memory", "cairn get nodes", "cairn explain vm/web");
    }

    @Test
    void delete_stays_until_the_object_is_gone() throws Exception {
        cloud.machine("web", true);
        Thread node = cloud.when("web", "Deleting", () -> cloud.teardown("web"));
        Run run = cloud.cairn("delete", "vm", "web");
        node.join();
        assertThat(run.exit()).as(run.error()).isEqualTo(ExitCode.OK);
        assertThat(run.out()).isEqualTo("virtualmachine.compute.cairn.io/web deleted\n");
        assertThat(cloud.machines.find(Cloud.key("web"))).isEmpty();
        assertThat(cloud.cairn("delete", "vm", "web").exit()).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(cloud.cairn("delete", "vm", "web", "--ignore-not-found").exit()).isEqualTo(ExitCode.OK);
        assertThat(cloud.cairn("delete", "vm").exit()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void delete_by_label_takes_only_those_and_can_leave_at_once() {
        cloud.machine("web", true);
        cloud.machine("db", true);
        assertThat(cloud.cairn("label", "vm", "db", "app=db").error()).contains("--overwrite");
        assertThat(cloud.cairn("label", "vm", "db", "app=db", "--overwrite").exit()).isEqualTo(ExitCode.OK);
        Run run = cloud.cairn("delete", "vm", "-l", "app=web", "--wait=false");
        assertThat(run.out()).isEqualTo("virtualmachine.compute.cairn.io/web is being deleted\n");
        assertThat(cloud.machines.find(Cloud.key("db")).orElseThrow().metadata().deleting()).isFalse();
        assertThat(cloud.cairn("wait", "vm/web", "--for=delete", "--timeout", "1s").exit()).isEqualTo(ExitCode.TIMEOUT);
    }

    @Test
    void actions_are_followed_to_their_end() throws Exception {
        cloud.machine("web", true);
        var operation = cloud.operations.create(Cloud.key("restart-web"), Map.of(), List.of(),
                new Machine.Request("restart"));
        Thread worker = Thread.ofVirtual()
                .start(() -> cloud.operations.changeFacts(operation.metadata().uid(),
                        _ -> new Machine.Done("Succeeded")));
        Run run = cloud.cairn("restart", "web", "--wait", "--timeout", "60s");
        worker.join();
        assertThat(run.exit()).as(run.error()).isEqualTo(ExitCode.OK);
        assertThat(run.error()).contains("vm/web is restarted");
        cloud.operations.changeFacts(operation.metadata().uid(), _ -> new Machine.Done("Failed"));
        Run failed = cloud.cairn("restart", "vm/web", "--wait", "--timeout", "60s");
        assertThat(failed.exit()).isEqualTo(ExitCode.REFUSED);
        assertThat(cloud.cairn("stop", "web", "gone").exit()).isEqualTo(ExitCode.NOT_FOUND);
    }

    @Test
    void logs_and_console_pass_bytes() {
        cloud.machine("web", true);
        assertThat(cloud.cairn("logs", "web", "--tail", "7").out()).isEqualTo("log of web 7\n");
        Run console = cloud.cairn(new ByteArrayInputStream("uptime\n".getBytes(StandardCharsets.UTF_8)),
                new ByteArrayOutputStream(), "console", "web");
        assertThat(console.exit()).as(console.error()).isEqualTo(ExitCode.OK);
        assertThat(console.out()).contains("hello from the console", "you said uptime");
        assertThat(cloud.cairn("console", "gone").exit()).isEqualTo(ExitCode.NOT_FOUND);
        cloud.machine("off", false);
        Run closed = cloud.cairn("console", "off");
        assertThat(closed.exit()).isEqualTo(ExitCode.REFUSED);
        assertThat(closed.error()).contains("vm/off has no console now: it is Pending (no node has 4Gi");
    }

    @Test
    void describe_tells_everything_and_never_lets_text_drive_the_terminal() {
        cloud.machine("web", false);
        Run run = cloud.cairn("describe", "vm", "web");
        assertThat(run.out()).contains("Name:         web", "  Run Strategy:   Always", "Conditions:", "NoNodeFits",
                "(x3)", "\\u001b[31mred", "Next:", "cairn explain vm/web").doesNotContain("\033");
        assertThat(run.out().indexOf("Accepted")).isLessThan(run.out().indexOf("1 node: 1 memory"));
        assertThat(cloud.cairn("explain", "vm/web").out()).startsWith("vm/web is Pending.\nno node has 4Gi");
        assertThat(cloud.cairn("events", "--for", "vm/web").out()).contains("virtualmachine/web");
    }

    @Test
    void explain_tells_what_a_field_means() {
        Run run = cloud.cairn("explain", "vm.spec.rootDisk");
        assertThat(run.exit()).as(run.error()).isEqualTo(ExitCode.OK);
        assertThat(run.out()).contains("KIND:       VirtualMachine", "FIELD: rootDisk <Object>", "Root disk",
                "size <", "> -required-", "Size of the disk");
        assertThat(cloud.cairn("explain", "vm", "--recursive").out()).contains("runStrategy", "networks");
        Run wrong = cloud.cairn("explain", "vm.spec.rootDisc");
        assertThat(wrong.exit()).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(wrong.error()).contains("rootDisk");
    }

    @Test
    void patch_annotate_and_edit_change_what_they_say() throws Exception {
        cloud.machine("web", true);
        assertThat(cloud.cairn("patch", "vm", "web", "-p", "spec: {image: other}").out()).contains("patched");
        assertThat(cloud.cairn("patch", "vm", "web", "--type", "json", "-p",
                "[{\"op\":\"replace\",\"path\":\"/spec/image\",\"value\":\"third\"}]").exit()).isEqualTo(ExitCode.OK);
        assertThat(cloud.machines.find(Cloud.key("web")).orElseThrow().spec().image()).isEqualTo("third");
        assertThat(cloud.cairn("patch", "vm", "web", "--type", "strategic", "-p", "{}").exit())
                .isEqualTo(ExitCode.USAGE);
        assertThat(cloud.cairn("annotate", "vm", "web", "owner=ann").out()).contains("annotated");
        assertThat(cloud.cairn("get", "vm", "web", "-o", "jsonpath={.metadata.annotations.owner}").out())
                .isEqualTo("ann\n");
        assertThat(cloud.cairn("annotate", "vm", "web", "owner-").exit()).isEqualTo(ExitCode.OK);
        assertThat(cloud.cairn("get", "vm", "web", "-o", "jsonpath={.metadata.annotations.owner}").out()).isEmpty();
    }

    @Test
    void a_watch_shows_each_change_as_a_row() throws Exception {
        cloud.machine("web", false);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Thread reader = Thread.ofVirtual()
                .start(() -> cloud.cairn(new ByteArrayInputStream(new byte[0]), out, "get",
                        "vm", "-w"));
        Await.until(() -> out.toString(StandardCharsets.UTF_8).contains("Pending"));
        cloud.run("web");
        Await.until(() -> out.toString(StandardCharsets.UTF_8).contains("Running"));
        reader.interrupt();
        reader.join();
        assertThat(out.toString(StandardCharsets.UTF_8).lines().filter(line -> line.startsWith("NAME"))).hasSize(1);
    }

    @Test
    void a_server_below_a_path_prefix_is_reached() throws Exception {
        cloud.machine("web", true);
        Path prefixed = cloud.kubeconfig(cloud.folder.resolve("prefixed"), "/t/acme", Cloud.TOKEN);
        assertThat(cloud.cairn("get", "vm", "--kubeconfig", prefixed.toString()).out()).contains("web");
    }

    @Test
    void trouble_on_the_way_is_told_with_the_way_out() throws Exception {
        Path wrongToken = cloud.kubeconfig(cloud.folder.resolve("wrong-token"), "", "wrong");
        Run unauthorized = cloud.cairn("get", "vm", "--kubeconfig", wrongToken.toString());
        assertThat(unauthorized.exit()).isEqualTo(ExitCode.CONNECTION);
        assertThat(unauthorized.error()).contains("error: ", "token");
        Path noCa = cloud.folder.resolve("no-ca");
        Files.writeString(noCa, Files.readString(cloud.folder.resolve("kubeconfig"))
                .replaceAll("certificate-authority-data:.*", ""));
        Run untrusted = cloud.cairn("get", "vm", "--kubeconfig", noCa.toString());
        assertThat(untrusted.exit()).isEqualTo(ExitCode.CONNECTION);
        assertThat(untrusted.error()).contains("does not trust");
        Run refused = cloud.cairn("get", "vm", "--server", "https://127.0.0.1:1");
        assertThat(refused.exit()).isEqualTo(ExitCode.CONNECTION);
        assertThat(refused.error()).contains("https://127.0.0.1:1", "connection refused", "make up");
        Run plain = cloud.cairn("get", "vm", "--server", "http://127.0.0.1:1");
        assertThat(plain.error()).contains("a token is not sent to http://127.0.0.1:1");
    }

    @Test
    void verbose_shows_requests_and_never_the_token() {
        Run run = cloud.cairn("get", "vm", "-v");
        assertThat(run.error()).contains("> GET https://127.0.0.1:", "< 200 in").doesNotContain(Cloud.TOKEN);
        assertThat(run.error()).contains("No virtualmachines found in namespace default.");
    }

    @Test
    void completion_knows_commands_options_types_and_names() {
        cloud.machine("web", true);
        assertThat(cloud.cairn("__complete", "--", "cons").out()).isEqualTo("console\n");
        assertThat(cloud.cairn("__complete", "--", "get", "virtual").out()).contains("virtualmachines\n");
        assertThat(cloud.cairn("__complete", "--", "console", "").out()).isEqualTo("web\n");
        assertThat(cloud.cairn("__complete", "--", "get", "vm/").out()).isEqualTo("vm/web\n");
        assertThat(cloud.cairn("__complete", "--", "image", "").out()).isEqualTo("build\nupload\n");
        assertThat(cloud.cairn("__complete", "--", "image", "upload", "--min").out()).isEqualTo("--min-memory\n");
        assertThat(cloud.cairn("__complete", "--", "delete", "--ignore").out()).isEqualTo("--ignore-not-found\n");
    }

    @Test
    void a_diff_shows_what_apply_would_change_and_changes_nothing() throws Exception {
        Path web = file(WEB);
        Run fresh = cloud.cairn("diff", "-f", web.toString());
        assertThat(fresh.exit()).isEqualTo(ExitCode.REFUSED);
        assertThat(fresh.out()).contains("--- vm/web (not there)", "+  image: micro");
        assertThat(cloud.machines.find(Cloud.key("web"))).isEmpty();
        cloud.cairn("apply", "-f", web.toString());
        assertThat(cloud.cairn("diff", "-f", web.toString()).exit()).isEqualTo(ExitCode.OK);
        Files.writeString(web, WEB.replace("micro", "debian-12"));
        assertThat(cloud.cairn("diff", "-f", web.toString()).out()).contains("-  image: micro", "+  image: debian-12")
                .doesNotContain("resourceVersion");
    }

    @Test
    void replace_puts_a_file_in_the_place_of_what_is_there() throws Exception {
        Path web = file(WEB);
        assertThat(cloud.cairn("replace", "-f", web.toString()).exit()).isEqualTo(ExitCode.NOT_FOUND);
        cloud.machine("web", true);
        assertThat(cloud.cairn("replace", "-f", web.toString()).out()).isEqualTo(
                "virtualmachine.compute.cairn.io/web replaced\n");
        assertThat(cloud.machines.find(Cloud.key("web")).orElseThrow().metadata().labels()).isEmpty();
        Files.writeString(web, WEB.replace("{name: web}", "{name: web, resourceVersion: \"1\"}"));
        assertThat(cloud.cairn("replace", "-f", web.toString()).error()).contains("error: ");
    }

    @Test
    void ssh_needs_an_address() {
        cloud.machine("web", false);
        Run run = cloud.cairn("ssh", "web");
        assertThat(run.exit()).isEqualTo(ExitCode.REFUSED);
        assertThat(run.error()).contains("vm/web has no address: it is Pending", "cairn explain vm/web");
    }
}
