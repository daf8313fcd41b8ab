package io.cairn.vm.adapter.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.contract.machine.v1.LogOptions;
import io.cairn.resource.domain.Refusal;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogParametersTest {

    @Test
    void nothing_given_means_everything_that_is_kept() {
        assertThat(new LogParameters(Map.of()).read()).isEqualTo(LogOptions.getDefaultInstance());
        assertThat(new LogParameters(Map.of("pretty", "true", "follow", "false")).read())
                .isEqualTo(LogOptions.getDefaultInstance());
    }

    @Test
    void each_parameter_has_its_option() {
        assertThat(new LogParameters(Map.of("follow", "1", "tailLines", "0", "timestamps", "true", "limitBytes", "77",
                "sinceSeconds", "3600")).read())
                .isEqualTo(LogOptions.newBuilder()
                        .setFollow(true)
                        .setTailLines(0)
                        .setTimestamps(true)
                        .setLimitBytes(77)
                        .setSinceSeconds(3600)
                        .build());
        assertThat(new LogParameters(Map.of("sinceTime", "2026-01-31T08:00:00+01:00")).read().getSinceEpochMilli())
                .isEqualTo(Instant.parse("2026-01-31T07:00:00Z").toEpochMilli());
    }

    @ParameterizedTest
    @CsvSource({"follow, maybe, 400, true or false", "timestamps, yes, 400, true or false",
            "tailLines, all, 400, whole number", "tailLines, -1, 422, at least 0", "tailLines, 1e3, 400, whole number",
            "tailLines, 99999999999999999999, 400, whole number", "tailLines, '', 400, whole number",
            "sinceSeconds, 0, 422, at least 1", "sinceSeconds, 1h, 400, whole number",
            "sinceSeconds, 999999999999, 422, at most 31536000000", "limitBytes, 0, 422, at least 1",
            "limitBytes, 1Ki, 400, whole number", "sinceTime, yesterday, 400, RFC 3339",
            "sinceTime, 2026-01-31, 400, RFC 3339", "sinceTime, 2026-01-31T08:00:00 01:00, 400, %2B"})
    void a_bad_value_is_refused_by_its_name(String name, String value, int code, String words) {
        assertThatThrownBy(() -> new LogParameters(Map.of(name, value)).read())
                .isInstanceOfSatisfying(Refusal.class, refusal -> {
                    assertThat(refusal.reason().code()).isEqualTo(code);
                    assertThat(refusal.sentence()).startsWith(name + ": ").contains("\"" + value + "\"", words);
                    assertThat(refusal.causes()).singleElement()
                            .satisfies(cause -> assertThat(cause.field())
                                    .isEqualTo(name));
                });
    }

    @Test
    void two_beginnings_are_one_too_many() {
        assertThatThrownBy(() -> new LogParameters(Map.of("sinceSeconds", "5", "sinceTime", "2026-01-31T08:00:00Z"))
                .read()).isInstanceOfSatisfying(Refusal.class, refusal -> {
                    assertThat(refusal.reason().code()).isEqualTo(422);
                    assertThat(refusal.sentence()).contains("at most one of sinceTime and sinceSeconds");
                });
    }
}
