package io.cairn.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.gateway.application.Holdings;
import io.cairn.gateway.application.Underway;
import org.junit.jupiter.api.Test;

class UnderwayTest {
    private static final Holdings.Where WEB = new Holdings.Where.Project("acme", "web", "r");
    private static final Holdings.Where ACME = new Holdings.Where.Organisation("acme", "r");

    @Test
    void a_place_is_not_empty_while_somebody_may_make_something_in_it() throws Exception {
        var underway = new Underway();
        var holdings = underway.guarding(_ -> true);
        assertThat(holdings.emptied(WEB)).isTrue();
        var first = underway.enter("acme", "web");
        var second = underway.enter("acme", "web");
        assertThat(holdings.emptied(WEB)).isFalse();
        assertThat(holdings.emptied(ACME)).as("what is in its project is in the organisation").isFalse();
        first.close();
        assertThat(holdings.emptied(WEB)).isFalse();
        assertThat(holdings.emptied(new Holdings.Where.Project("acme", "db", "r"))).isTrue();
        assertThat(holdings.emptied(new Holdings.Where.Project("umbrella", "web", "r"))).isTrue();
        second.close();
        assertThat(holdings.emptied(WEB)).isTrue();
        assertThat(holdings.emptied(ACME)).isTrue();
        try (var _ = underway.enter("acme", "")) {
            assertThat(holdings.emptied(ACME)).isFalse();
            assertThat(holdings.emptied(WEB)).isTrue();
        }
        assertThat(underway.guarding(_ -> false).emptied(WEB)).as("what the services say counts").isFalse();
    }
}
