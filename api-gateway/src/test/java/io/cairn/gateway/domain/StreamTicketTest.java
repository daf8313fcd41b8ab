package io.cairn.gateway.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.gateway.domain.iam.Directory;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamTicketTest {
    private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");
    private static final Identity ANN = Identity.bearer("ann", List.of("team"), "token/t1", Optional.empty());
    private static final StreamTicket TICKET = new StreamTicket(ANN, "acme", "web", "shop", "vnc", "u1", 3,
            NOON.plus(StreamTicket.LIFE));

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                                            # method | path behind /t/                                                            | seconds | misfit
                                            GET      | acme/apis/compute.cairn.io/v1/namespaces/web/virtualmachines/shop/vnc     | 0       |
                                            GET      | acme/apis/compute.cairn.io/v1/namespaces/web/virtualmachines/shop/vnc     | 59      |
                                            GET      | acme/apis/compute.cairn.io/v1/namespaces/web/virtualmachines/shop/vnc     | 60      | it expired at 2026-11-28T12:01:00Z
                                            GET      | acme/apis/compute.cairn.io/v1/namespaces/web/virtualmachines/shop/console | 0       | it is for the stream vnc
                                            GET      | acme/apis/compute.cairn.io/v1/namespaces/web/virtualmachines/shop         | 0       | it is for the stream vnc
                                            GET      | acme/apis/compute.cairn.io/v1/namespaces/web/virtualmachines/till/vnc     | 0       | it is for another machine
                                            GET      | acme/apis/compute.cairn.io/v1/namespaces/dev/virtualmachines/shop/vnc     | 0       | it is for another machine
                                            GET      | other/apis/compute.cairn.io/v1/namespaces/web/virtualmachines/shop/vnc    | 0       | it is for another machine
                                            GET      | acme/apis/infra.cairn.io/v1/namespaces/web/virtualmachines/shop/vnc       | 0       | it is for another machine
                                            POST     | acme/apis/compute.cairn.io/v1/namespaces/web/virtualmachines/shop/vnc     | 0       | it is for another machine
                                            """)
    void a_ticket_opens_one_stream_of_one_machine_for_a_minute(String method, String path, long seconds,
            @Nullable String misfit) {
        var request = RequestInfo.parse(method, "/t/" + path, false);
        assertThat(TICKET.misfit(request, NOON.plusSeconds(seconds))).isEqualTo(Optional.ofNullable(misfit));
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
                           # method, subresource,  wants a ticket, opens with one
                           POST,     ticket,       true,           false
                           GET,      ticket,       false,          false
                           GET,      vnc,          false,          true
                           GET,      console,      false,          true
                           GET,      consolelog,   false,          false
                           PATCH,    vnc,          false,          false
                           """)
    void requests_are_told_apart_by_verb_and_subresource(String method, String subresource, boolean wants,
            boolean opens) {
        var request = RequestInfo.parse(method,
                "/apis/compute.cairn.io/v1/namespaces/web/virtualmachines/shop/" + subresource, false);
        assertThat(StreamTicket.wanted(request)).isEqualTo(wants);
        assertThat(StreamTicket.opens(request)).isEqualTo(opens);
    }

    private static Directory directory(boolean disabled, List<String> groups) {
        return new Directory(Set.of("acme"), Set.of(), Map.of(), Map.of(),
                Map.of("ann", new Directory.User(groups, false)),
                Set.of(),
                Map.of("t1", new Directory.Token(Optional.of("ann"), Optional.empty(), Optional.empty(), disabled)),
                Map.of(), List.of());
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
                                             # token,  impersonator, ends after, disabled, still
                                             token/t1, -,            -,          false,    ann in night
                                             token/t1, -,            -,          true,     -
                                             token/t2, -,            -,          false,    -
                                             token/t1, boss,         -,          false,    ann in team
                                             token/t1, boss,         -,          true,     -
                                             oidc/i/s, -,            60,         false,    ann in team
                                             oidc/i/s, -,            0,          false,    -
                                             """)
    void who_asked_is_who_they_are_by_now_or_nobody(String token, @Nullable String impersonator, @Nullable Long ends,
            boolean disabled, @Nullable String still) {
        var asked = new Identity("ann", List.of("team"), Optional.of(token), Optional.ofNullable(impersonator),
                Optional.ofNullable(ends).map(NOON::plusSeconds));
        assertThat(directory(disabled, List.of("night")).still(asked, NOON)
                .map(who -> who.user() + " in " + who.groups().getFirst())).isEqualTo(Optional.ofNullable(still));
    }
}
