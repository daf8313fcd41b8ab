package io.cairn.gateway.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.gateway.domain.iam.Binding;
import io.cairn.gateway.domain.iam.Directory;
import io.cairn.gateway.domain.iam.Place;
import io.cairn.gateway.domain.iam.Rule;
import io.cairn.gateway.domain.iam.Subject;
import io.cairn.resource.domain.Scope;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessTest {
    private static final Directory DIRECTORY = new Directory(Set.of("default", "acme", "umbrella"), Set.of(),
            Map.of(new Directory.Owned("acme", "restarter"),
                    List.of(new Rule(List.of("compute.cairn.io"), List.of("virtualmachines/restart"),
                            List.of("create")))),
            Map.of(new Directory.Owned("acme", "crew"), Set.of("carl")),
            Map.of("ann", new Directory.User(List.of("team"), false), "gone", new Directory.User(List.of(), true)),
            Set.of(new Directory.Account("acme", "web", "ci")),
            Map.of("t1", new Directory.Token(Optional.of("ann"), Optional.empty(), Optional.of(Instant.ofEpochSecond(
                    100)), false),
                    "t2", new Directory.Token(Optional.of("gone"), Optional.empty(), Optional.empty(), false), "t3",
                    new Directory.Token(Optional.empty(), Optional.of(new Directory.Account("acme", "web", "ci")),
                            Optional.empty(), false),
                    "t4", new Directory.Token(Optional.of("ann"), Optional.empty(), Optional.empty(), true)),
            Map.of("a1", new Directory.Certificate("ann", Instant.ofEpochSecond(100), false), "a2",
                    new Directory.Certificate("ann", Instant.ofEpochSecond(100), true), "a3",
                    new Directory.Certificate("gone", Instant.ofEpochSecond(100), false)),
            List.of(new Binding(new Place.Project("acme", "web"), "user", List.of(user("ann"))),
                    new Binding(new Place.Organisation("acme"), "viewer", List.of(Subject.group("crew"))),
                    new Binding(new Place.Project("acme", "web"), "restarter",
                            List.of(new Subject(Subject.Kind.SERVICE_ACCOUNT, "ci", Optional.empty()))),
                    new Binding(new Place.Organisation("acme"), "admin", List.of(user("boss"))),
                    new Binding(new Place.Everywhere(), "auditor", List.of(user("eve"))),
                    new Binding(new Place.Organisation("umbrella"), "restarter", List.of(user("zed")))));

    private static Subject user(String name) {
        return new Subject(Subject.Kind.USER, name, Optional.empty());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                                            # who  | method | path                                                                             | scope      | answer
                                            ann    | GET    | /t/acme/apis/compute.cairn.io/v1/namespaces/web/virtualmachines                    | NAMESPACED | Allowed
                                            ann    | POST   | /t/acme/apis/compute.cairn.io/v1/namespaces/web/virtualmachines                    | NAMESPACED | Allowed
                                            ann    | POST   | /t/acme/apis/compute.cairn.io/v1/namespaces/web/virtualmachines/x/restart          | NAMESPACED | Allowed
                                            ann    | GET    | /t/acme/apis/compute.cairn.io/v1/namespaces/web/virtualmachines/x/console          | NAMESPACED | Allowed
                                            ann    | GET    | /t/acme/apis/compute.cairn.io/v1/namespaces/other/virtualmachines                  | NAMESPACED | Denied
                                            ann    | GET    | /t/acme/apis/compute.cairn.io/v1/virtualmachines                                   | NAMESPACED | Denied
                                            ann    | PUT    | /t/acme/apis/compute.cairn.io/v1/namespaces/web/quotas/q                           | NAMESPACED | Denied
                                            ann    | GET    | /t/acme/apis/compute.cairn.io/v1/instancetypes                                     | CLUSTER    | Allowed
                                            ann    | POST   | /t/acme/apis/compute.cairn.io/v1/instancetypes                                     | CLUSTER    | Denied
                                            ann    | GET    | /t/acme/apis/infra.cairn.io/v1/nodes                                               | CLUSTER    | Denied
                                            ann    | GET    | /t/acme/api/v1/namespaces/web                                                      | ORGANISATION | Allowed
                                            ann    | GET    | /t/acme/api/v1/namespaces/other                                                    | ORGANISATION | Denied
                                            ann    | GET    | /t/umbrella/apis/compute.cairn.io/v1/namespaces/web/virtualmachines                | NAMESPACED | Hidden
                                            ann    | GET    | /t/nowhere/apis/compute.cairn.io/v1/namespaces/web/virtualmachines                 | NAMESPACED | Hidden
                                            ann    | GET    | /apis/compute.cairn.io/v1/namespaces/default/virtualmachines                       | NAMESPACED | Denied
                                            ann    | GET    | /apis/iam.cairn.io/v1/users/ann                                                    | CLUSTER    | Allowed
                                            ann    | POST   | /apis/iam.cairn.io/v1/users/ann/token                                              | CLUSTER    | Allowed
                                            ann    | POST   | /apis/iam.cairn.io/v1/users/carl/token                                             | CLUSTER    | Denied
                                            ann    | GET    | /apis/audit.cairn.io/v1/entries                                                    | ORGANISATION | Denied
                                            carl   | GET    | /t/acme/apis/compute.cairn.io/v1/virtualmachines                                   | NAMESPACED | Allowed
                                            carl   | GET    | /t/acme/apis/compute.cairn.io/v1/namespaces/web/virtualmachines/x/consolelog       | NAMESPACED | Denied
                                            carl   | GET    | /t/acme/apis/compute.cairn.io/v1/namespaces/web/virtualmachines/x/stats            | NAMESPACED | Allowed
                                            carl   | GET    | /t/acme/apis/compute.cairn.io/v1/namespaces/web/virtualmachines/-/stats            | NAMESPACED | Allowed
                                            carl   | DELETE | /t/acme/apis/compute.cairn.io/v1/namespaces/web/virtualmachines/x                  | NAMESPACED | Denied
                                            boss   | POST   | /t/acme/api/v1/namespaces                                                          | ORGANISATION | Allowed
                                            boss   | POST   | /t/acme/apis/iam.cairn.io/v1/namespaces/web/rolebindings                           | NAMESPACED | Allowed
                                            boss   | POST   | /t/acme/apis/iam.cairn.io/v1/users                                                 | CLUSTER    | Denied
                                            boss   | POST   | /t/acme/apis/iam.cairn.io/v1/clusterrolebindings                                   | CLUSTER    | Denied
                                            boss   | GET    | /t/acme/apis/unknown.cairn.io/v1/namespaces/web/things                             |            | Denied
                                            eve    | GET    | /t/umbrella/apis/audit.cairn.io/v1/entries                                         | ORGANISATION | Allowed
                                            eve    | GET    | /apis/audit.cairn.io/v1/verify                                                     | CLUSTER    | Allowed
                                            eve    | DELETE | /t/acme/apis/compute.cairn.io/v1/namespaces/web/virtualmachines/x                  | NAMESPACED | Denied
                                            zed    | GET    | /t/umbrella/apis/compute.cairn.io/v1/namespaces/web/virtualmachines                | NAMESPACED | Hidden
                                            nobody | POST   | /apis/authorization.k8s.io/v1/selfsubjectaccessreviews                             |            | Allowed
                                            nobody | GET    | /apis                                                                              |            | Allowed
                                            nobody | GET    | /t/acme/apis                                                                       |            | Hidden
                                            root   | DELETE | /t/acme/apis/compute.cairn.io/v1/namespaces/web/virtualmachines/x                  | NAMESPACED | Allowed
                                            root   | POST   | /apis/infra.cairn.io/v1/nodes/n/jointoken                                          | CLUSTER    | Allowed
                                            root   | GET    | /t/nowhere/apis/compute.cairn.io/v1/virtualmachines                                | NAMESPACED | Hidden
                                            """)
    void a_request_is_answered_by_the_grants_that_reach_it(String who, String method, String path, String scope,
            String answer) {
        var identity = who.equals("root") ? new Identity("root", List.of(Identity.OPERATORS))
                : new Identity(who, List.of());
        var info = RequestInfo.parse(method, path, false);
        var access = Access.decide(identity, DIRECTORY.grants(identity), info,
                DIRECTORY.organisations().contains(info.organisation()),
                Optional.ofNullable(scope).map(Scope::valueOf));
        assertThat(access.getClass().getSimpleName()).isEqualTo(answer);
    }

    @Test
    void a_denial_names_who_what_and_where() {
        var identity = new Identity("ann", List.of());
        var access = Access.decide(identity, DIRECTORY.grants(identity), RequestInfo.parse("POST",
                "/t/acme/apis/compute.cairn.io/v1/namespaces/other/virtualmachines/x/start", false), true,
                Optional.of(Scope.NAMESPACED));
        assertThat(access).isEqualTo(new Access.Denied("User \"ann\" cannot create resource "
                + "\"virtualmachines/start\" in API group \"compute.cairn.io\" in the namespace \"other\": no role "
                + "that is bound to the user permits it"));
    }

    @Test
    void a_token_speaks_for_its_owner_until_it_ends_or_its_owner_may_not_act() {
        var early = Instant.ofEpochSecond(99);
        assertThat(DIRECTORY.bearer("t1", early)).map(Identity::user).contains("ann");
        assertThat(DIRECTORY.bearer("t1", early)).map(Identity::groups)
                .contains(List.of("team", Identity.AUTHENTICATED));
        assertThat(DIRECTORY.bearer("t1", Instant.ofEpochSecond(100))).as("expired").isEmpty();
        assertThat(DIRECTORY.bearer("t2", early)).as("of a disabled user").isEmpty();
        assertThat(DIRECTORY.bearer("t3", early)).map(Identity::user).contains("system:serviceaccount:acme:web:ci");
        assertThat(DIRECTORY.bearer("t4", early)).as("disabled").isEmpty();
        assertThat(DIRECTORY.bearer("t5", early)).as("unknown").isEmpty();
    }

    @Test
    void a_service_account_gets_the_role_of_its_project() {
        var account = DIRECTORY.bearer("t3", Instant.EPOCH).orElseThrow();
        assertThat(DIRECTORY.grants(account)).extracting(grant -> grant.role()).containsExactly("restarter");
    }

    @Test
    void a_certificate_stands_for_its_user_as_long_as_both_hold() {
        var early = Instant.ofEpochSecond(99);
        assertThat(DIRECTORY.certified("a1", early)).contains(Identity.bearer("ann",
                List.of("team", Identity.AUTHENTICATED), "certificate/a1", Optional.of(Instant.ofEpochSecond(100))));
        assertThat(DIRECTORY.certified("a1", Instant.ofEpochSecond(100))).as("ended").isEmpty();
        assertThat(DIRECTORY.certified("a2", early)).as("disabled").isEmpty();
        assertThat(DIRECTORY.certified("a3", early)).as("its user is disabled").isEmpty();
        assertThat(DIRECTORY.certified("ff", early)).as("revoked, or never signed").isEmpty();
    }
}
