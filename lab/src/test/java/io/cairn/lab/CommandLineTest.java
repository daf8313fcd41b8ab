package io.cairn.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.node.sim.SimulatedNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The packaged command line against the real gateway: who somebody is, tokens, what one may, what was done. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CommandLineTest {
    private static final String IAM = "/apis/iam.cairn.io/v1/";

    private SimulatedCloud cloud;
    private PublicDoor door;
    private Rest operator;
    private Path folder;
    private Path admin;

    @BeforeAll
    void up() throws Exception {
        folder = Files.createTempDirectory("cairn-cli-");
        cloud = new SimulatedCloud(1, new SimulatedNode.Size(64, 65_536, 1_000_000), new Random(1));
        door = cloud.door();
        operator = Tenants.bearer(door, door.token());
        admin = door.kubeconfig("", door.token());
    }

    @AfterAll
    void down() throws Exception {
        if (door != null) {
            door.close();
        }
        cloud.close();
        Command.remove(folder);
    }

    private static Command.Result cairn(Path kubeconfig, String... arguments) {
        var command = new ArrayList<>(List.of(Cloud.ROOT.resolve("bin/cairn").toString()));
        command.addAll(List.of(arguments));
        return Command.run(Map.of("CAIRN_KUBECONFIG", kubeconfig.toString(), "KUBECONFIG", kubeconfig.toString(),
                "NO_COLOR", "1"), "", command);
    }

    /** Logs in with a token, into a kubeconfig of its own. */
    private Path login(String name, String token, String user) throws Exception {
        var kubeconfig = folder.resolve(name);
        var file = Files.writeString(folder.resolve(name + ".token"), token + "\n");
        var told = cairn(kubeconfig, "login", "--server", door.url(), "--certificate-authority",
                door.trust().ca().toString(), "--token-file", file.toString()).ok();
        assertThat(told.out()).isEqualTo("logged in to %s as %s\n".formatted(door.url(), user));
        return kubeconfig;
    }

    @Test
    void login_keeps_a_token_that_the_door_knows_and_no_other() throws Exception {
        var kubeconfig = login("boss", door.token(), "admin");
        assertThat(cairn(kubeconfig, "whoami").ok().out()).contains("admin", "system:operators");
        assertThat(cairn(kubeconfig, "login", "--token", "cairn_00000000_wrong").fails().err())
                .contains("does not accept the token", "nothing was kept");
        assertThat(cairn(kubeconfig, "get", "nodes").ok().out()).contains("sim-0");
        assertThat(cairn(kubeconfig, "logout").ok().out()).startsWith("logged out of ");
        cairn(kubeconfig, "get", "nodes").fails();
    }

    @Test
    void a_token_is_made_listed_disabled_enabled_and_revoked() throws Exception {
        operator.post(IAM + "namespaces/default/serviceaccounts", "{\"metadata\":{\"name\":\"ci\"},\"spec\":{}}")
                .mustBeOk();
        operator.post(IAM + "namespaces/default/rolebindings",
                """
                {"metadata":{"name":"ci"},"spec":{"role":"viewer","subjects":[{"kind":"ServiceAccount","name":"ci"}]}}""")
                .mustBeOk();
        var made = cairn(admin, "token", "create", "--service-account", "ci", "--name", "ci-1", "--expires", "1h",
                "--description", "nightly").ok();
        assertThat(made.out()).matches("cairn_[0-9a-f]{8}_\\S+\n");
        assertThat(made.err()).contains("token ci-1, good until", "shown this once");
        var account = login("ci", made.out().strip(), "system:serviceaccount:default:default:ci");
        assertThat(cairn(account, "whoami").ok().out()).contains("system:serviceaccount:default:default:ci");
        cairn(account, "get", "vm").ok();
        assertThat(cairn(account, "auth", "can-i", "delete", "vm").out()).contains("no");

        assertThat(cairn(admin, "token", "list").ok().out()).containsPattern("ci-1 +default/ci +Enabled +20")
                .doesNotContain(made.out().strip());
        assertThat(cairn(admin, "token", "disable", "ci-1").ok().out()).contains("ci-1 disabled");
        assertThat(cairn(admin, "token").ok().out()).containsPattern("ci-1 +default/ci +Disabled");
        assertThat(cairn(account, "get", "vm").fails().err()).containsIgnoringCase("unauthorized");
        assertThat(cairn(admin, "token", "enable", "ci-1").ok().out()).contains("ci-1 enabled");
        cairn(account, "get", "vm").ok();
        assertThat(cairn(admin, "token", "revoke", "ci-1").ok().out()).contains("ci-1 revoked");
        cairn(account, "get", "vm").fails();
        assertThat(cairn(admin, "token", "revoke", "ci-1").fails().err()).contains("not found");
        assertThat(cairn(admin, "token", "create", "--service-account", "nobody").fails().err())
                .contains("\"nobody\" not found", "a token needs its holder");
    }

    @Test
    void fair_shares_are_applied_listed_and_explained() throws Exception {
        var share = """
                    apiVersion: infra.cairn.io/v1
                    kind: FairShare
                    metadata: {name: %s}
                    spec: {organisation: default, project: research, weight: 3}
                    """;
        var first = Files.writeString(folder.resolve("first.yaml"), share.formatted("research"));
        var second = Files.writeString(folder.resolve("second.yaml"), share.formatted("again"));
        cairn(admin, "apply", "-f", first.toString()).ok();
        assertThat(cairn(admin, "get", "fairshares").ok().out()).contains("WEIGHT", "MEAN")
                .containsPattern("research +default +research +3 ");
        assertThat(cairn(admin, "get", "fs", "research", "-o", "yaml").ok().out()).contains("weight: 3");
        assertThat(cairn(admin, "explain", "fairshares.spec.weight").ok().out()).contains("three times");
        assertThat(cairn(admin, "apply", "-f", second.toString()).fails().err())
                .contains("FairShare \"research\" names the project default/research already");
    }

    @Test
    void the_audit_log_is_shown_filtered_exported_and_proven() throws Exception {
        operator.post(IAM + "users", "{\"metadata\":{\"name\":\"eve\"},\"spec\":{}}").mustBeOk();
        var token = operator.post(IAM + "users/eve/token", "{\"name\":\"eve\"}").mustBeOk().text("/status/token");
        var eve = login("eve", token, "eve");
        assertThat(cairn(eve, "get", "vm").fails().err()).contains("eve", "cannot list");
        Waiting.until("the denial is written down", Duration.ofSeconds(30),
                () -> cairn(admin, "audit", "--user", "eve", "--decision", "deny").ok().out().contains("deny"));
        assertThat(cairn(admin, "audit", "--user", "eve", "--decision", "deny", "--verb", "list").ok().out())
                .containsPattern("eve +list +default/virtualmachines +deny +403 +127.0.0.1");
        assertThat(cairn(admin, "audit", "--user", "nobody-at-all").ok().err()).contains("No entries found");
        assertThat(cairn(admin, "audit", "export", "--user", "eve").ok().out().lines())
                .isNotEmpty()
                .allMatch(line -> line.startsWith("{") && line.contains("\"user\":\"eve\""));
        cairn(admin, "audit", "verify").ok();
        cairn(eve, "audit").fails();
    }

    @Test
    void quotas_of_identities_are_shown_and_refuse_in_words() throws Exception {
        operator.post("/api/v1/namespaces", "{\"metadata\":{\"name\":\"tight\"}}").mustBeOk();
        operator.post(IAM + "namespaces/tight/identityquotas",
                "{\"metadata\":{\"name\":\"limits\"},\"spec\":{\"serviceAccounts\":1,\"apiTokens\":1}}").mustBeOk();
        var accounts = IAM + "namespaces/tight/serviceaccounts";
        operator.post(accounts, "{\"metadata\":{\"name\":\"ci\"},\"spec\":{}}").mustBeOk();
        var refused = operator.post(accounts, "{\"metadata\":{\"name\":\"cd\"},\"spec\":{}}");
        assertThat(refused.code()).isEqualTo(403);
        assertThat(refused.text("/message")).contains("serviceAccounts of namespace tight: used 1, limit 1, asked 1");
        cairn(admin, "token", "create", "-n", "tight", "--service-account", "ci").ok();
        assertThat(cairn(admin, "token", "create", "-n", "tight", "--service-account", "ci").fails().err())
                .contains("apiTokens of namespace tight: used 1, limit 1, asked 1", "ask an operator");
        Waiting.until("the usage is shown", Duration.ofSeconds(30),
                () -> cairn(admin, "quota", "-n", "tight").ok().out().matches("(?s).*serviceAccounts +1/1.*"));
    }
}
