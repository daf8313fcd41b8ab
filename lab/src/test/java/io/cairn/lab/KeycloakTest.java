package io.cairn.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.node.sim.SimulatedNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** People of a real Keycloak at the real door; {@code make test-oidc} fetches it and runs this. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@EnabledIfSystemProperty(named = "cairn.keycloak", matches = ".+", disabledReason = "make test-oidc runs it")
class KeycloakTest {
    private static final String IAM = "/apis/iam.cairn.io/v1/";
    private static final String MACHINES = "/apis/compute.cairn.io/v1/namespaces/default/virtualmachines";
    private static final String WHO = "/apis/authentication.k8s.io/v1/selfsubjectreviews";

    private Keycloak keycloak;
    private SimulatedCloud cloud;
    private PublicDoor door;
    private Rest operator;

    @BeforeAll
    void open() throws Exception {
        keycloak = new Keycloak(Path.of(System.getProperty("cairn.keycloak")));
        keycloak.realm("staff", "platform");
        keycloak.user("staff", "ann", "platform");
        keycloak.realm("partner", "guests");
        keycloak.user("partner", "ann", "guests");
        cloud = new SimulatedCloud(1, new SimulatedNode.Size(8, 16_384, 100_000), new Random(1));
        door = cloud.door();
        operator = door.rest();
        issuer("staff");
        issuer("partner");
    }

    @AfterAll
    void close() throws Exception {
        if (door != null) {
            door.close();
        }
        if (cloud != null) {
            cloud.close();
        }
        if (keycloak != null) {
            keycloak.close();
        }
    }

    private void issuer(String realm) throws Exception {
        operator.post(IAM + "oidcissuers", """
                                           {"metadata":{"name":"%s"},"spec":{"issuer":"%s","audience":"cairn",
                                           "usernameClaim":"preferred_username","groupsClaim":"groups"}}"""
                .formatted(realm, keycloak.url(realm))).mustBeOk();
    }

    private Rest bearer(String realm, String kind) throws Exception {
        var token = keycloak.tokens(realm, "ann").path(kind).asString("");
        return new Rest(door.trust().client(), door.url(), Map.of("Authorization", "Bearer " + token));
    }

    @Test
    void a_user_of_keycloak_may_what_a_binding_gives_to_their_group() throws Exception {
        var ann = bearer("staff", "id_token");
        var who = ann.post(WHO, "{}").mustBeOk();
        assertThat(who.text("/status/userInfo/username")).isEqualTo("staff:ann");
        assertThat(who.body().at("/status/userInfo/groups").toString()).contains("staff:platform");
        assertThat(ann.get(MACHINES).code()).as("nothing is granted yet").isEqualTo(403);
        operator.post(IAM + "namespaces/default/rolebindings",
                """
                {"metadata":{"name":"platform"},"spec":{"role":"viewer",
                "subjects":[{"kind":"Group","name":"staff:platform"}]}}""")
                .mustBeOk();
        assertThat(ann.get(MACHINES).code()).isEqualTo(200);
        assertThat(ann.post(MACHINES, Examples.document("compute.cairn.io/virtualmachines", "no")).code())
                .isEqualTo(403);
        Waiting.until("the audit log knows the credential", Duration.ofSeconds(30), () -> operator
                .get("/apis/audit.cairn.io/v1/entries?user=staff:ann&decision=deny&limit=1")
                .text("/items/0/tokenId")
                .startsWith("oidc/staff/"));
    }

    @Test
    void the_same_name_of_another_issuer_is_somebody_else() throws Exception {
        var other = bearer("partner", "id_token");
        var who = other.post(WHO, "{}").mustBeOk();
        assertThat(who.text("/status/userInfo/username")).isEqualTo("partner:ann");
        assertThat(who.body().at("/status/userInfo/groups").toString()).contains("partner:guests")
                .doesNotContain("staff:");
        assertThat(other.get(MACHINES).code()).isEqualTo(403);
        operator.merge(IAM + "oidcissuers/partner", "{\"spec\":{\"disabled\":true}}").mustBeOk();
        assertThat(other.get(MACHINES).code()).as("its issuer is disabled").isEqualTo(401);
    }

    @Test
    void a_token_for_another_audience_is_refused() throws Exception {
        assertThat(bearer("staff", "access_token").get(MACHINES).code()).isEqualTo(401);
    }

    @Test
    void what_the_door_tells_of_an_issuer_is_enough_to_begin_a_device_flow() throws Exception {
        var told = new Rest(door.trust().client(), door.url(), Map.of()).get("/.well-known/cairn-login").mustBeOk();
        assertThat(told.body().path("issuers").valueStream().map(issuer -> issuer.path("issuer").asString("")))
                .contains(keycloak.url("staff"));
        assertThat(told.text("/issuers/0/clientId")).isEqualTo("cairn");
        assertThat(keycloak.device("staff").path("verification_uri_complete").asString(""))
                .startsWith(keycloak.url("staff") + "/device?user_code=");
    }
}
