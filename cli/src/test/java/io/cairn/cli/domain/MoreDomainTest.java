package io.cairn.cli.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Amounts and differences, by tables. */
class MoreDomainTest {

    @Test
    void shares_are_told_with_their_percentage_if_there_is_one() {
        assertThat(new Share("3Gi", "12Gi").text()).isEqualTo("3Gi/12Gi 25%");
        assertThat(new Share("512Mi", "1Gi").text()).isEqualTo("512Mi/1Gi 50%");
        assertThat(new Share("1500m", "2").text()).isEqualTo("1500m/2 75%");
        assertThat(new Share("", "8").text()).isEqualTo("0/8");
        assertThat(new Share("1", "").text()).isEqualTo("1/-");
        assertThat(new Share("1", "0").text()).isEqualTo("1/0");
        assertThat(new Share("a lot", "8").text()).isEqualTo("a lot/8");
    }

    @Test
    void a_transfer_tells_share_amount_and_speed() {
        assertThat(new Transfer(0, 50 << 20, 200 << 20, Duration.ofSeconds(2)).line())
                .isEqualTo("[######------------------] 25% 50 MiB of 200 MiB, 25 MiB/s");
        assertThat(new Transfer(0, 10, 1000, Duration.ZERO).line()).endsWith(" 1% 10 B of 1000 B");
        assertThat(Transfer.size(3L << 30)).isEqualTo("3.0 GiB");
    }

    @Test
    void what_differs_is_shown_with_three_lines_around() {
        List<String> before = IntStream.range(0, 20).mapToObj(line -> "line " + line).toList();
        List<String> after = before.stream().map(line -> line.equals("line 10") ? "changed" : line).toList();
        assertThat(LineDiff.between(before, before)).isEmpty();
        assertThat(LineDiff.between(before, after)).containsExactly("...", " line 7", " line 8", " line 9", "-line 10",
                "+changed", " line 11", " line 12", " line 13", "...");
        assertThat(LineDiff.between(List.of(), List.of("new"))).containsExactly("+new");
        List<String> long1 = IntStream.range(0, 5000).mapToObj(String::valueOf).toList();
        assertThat(LineDiff.between(long1, long1)).isEmpty();
        assertThat(LineDiff.between(long1, List.of("x"))).hasSize(5001);
    }

    @Test
    void a_join_script_keeps_the_token_out_of_the_eyes_of_others() {
        String script = String.join("\n", new JoinScript("n1", "192.0.2.1", 10_000, Optional.empty(),
                "-----BEGIN CERTIFICATE-----\nabc\n-----END CERTIFICATE-----\n", "t0k3n").lines());
        assertThat(script).contains("umask 077 && printf %s 't0k3n' >/etc/cairn/join-token", "192.0.2.1:17422",
                "192.0.2.1:17412", "192.0.2.1:17432").doesNotContain("subnet");
    }
}
