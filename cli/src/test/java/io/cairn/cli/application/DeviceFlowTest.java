package io.cairn.cli.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.cli.domain.ApiObject;
import io.cairn.cli.domain.ExitCode;
import io.cairn.cli.domain.Failure;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** RFC 8628 against an issuer that answers what a test says, in a time that only passes by waiting. */
class DeviceFlowTest {

    private static final String ISSUER = "https://id.example.org/realms/staff";
    private static final ApiObject METADATA = new ApiObject(Map.of("issuer", ISSUER, "token_endpoint", "https://t",
            "device_authorization_endpoint", "https://d", "scopes_supported", List.of("openid", "email", "offline")));
    private static final ApiObject DEVICE = new ApiObject(Map.of("device_code", "d1", "user_code", "AB-CD",
            "verification_uri", "https://v", "verification_uri_complete", "https://v?c=AB-CD", "interval", 3,
            "expires_in", 20));

    private final Deque<Web.Page> answers = new ArrayDeque<>();
    private final List<Map<String, String>> forms = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final List<Duration> pauses = new ArrayList<>();
    private Instant now = Instant.EPOCH;
    private ApiObject metadata = METADATA;

    private final Web web = new Web() {
        @Override
        public Page get(String url) {
            assertThat(url).isEqualTo(ISSUER + "/.well-known/openid-configuration");
            return new Page(200, metadata);
        }

        @Override
        public Page post(String url, Map<String, String> form) {
            forms.add(Map.copyOf(form));
            return url.equals("https://d") ? new Page(200, DEVICE) : answers.removeFirst();
        }

        @Override
        public void close() {}
    };

    private final Screen screen = new Screen() {
        @Override
        public void out(String line) {}

        @Override
        public void raw(String text) {}

        @Override
        public OutputStream bytes() {
            return OutputStream.nullOutputStream();
        }

        @Override
        public void note(String line) {
            notes.add(line);
        }

        @Override
        public void progress(String line) {}

        @Override
        public void settle() {}

        @Override
        public String paint(Tone tone, String text) {
            return text;
        }

        @Override
        public String paintNote(Tone tone, String text) {
            return text;
        }

        @Override
        public boolean abandoned() {
            return false;
        }
    };

    private final Clock clock = new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    };

    private DeviceFlow flow() {
        return new DeviceFlow(web, screen, new Time(clock, pause -> {
            pauses.add(pause);
            now = now.plus(pause);
        }));
    }

    private String login() throws InterruptedException {
        return flow().login(ISSUER, "cairn-cli").identity();
    }

    private void answer(int code, String field, String value) {
        answers.add(new Web.Page(code, new ApiObject(Map.of(field, value))));
    }

    private void refused(ExitCode exit, String words) {
        assertThatThrownBy(this::login).isInstanceOfSatisfying(Failure.class, failure -> {
            assertThat(failure.exit()).isEqualTo(exit);
            assertThat(failure.message()).contains(words);
        });
    }

    @Test
    void it_asks_in_the_issuers_pace_until_somebody_says_yes() throws Exception {
        answer(400, "error", "authorization_pending");
        answer(400, "error", "slow_down");
        answer(200, "id_token", "the-token");
        assertThat(login()).isEqualTo("the-token");
        assertThat(pauses).containsExactly(Duration.ofSeconds(3), Duration.ofSeconds(3), Duration.ofSeconds(8));
        assertThat(forms.getFirst()).isEqualTo(Map.of("client_id", "cairn-cli", "scope", "openid email"));
        assertThat(forms.get(1)).isEqualTo(Map.of("client_id", "cairn-cli", "device_code", "d1", "grant_type",
                "urn:ietf:params:oauth:grant-type:device_code"));
        assertThat(notes).contains("  https://v?c=AB-CD", "and compare the code AB-CD");
    }

    @Test
    void it_ends_when_the_code_is_no_longer_good() {
        for (int turn = 0; turn < 10; turn++) {
            answer(400, "error", "authorization_pending");
        }
        refused(ExitCode.TIMEOUT, "nobody said yes");
        assertThat(now).isBefore(Instant.EPOCH.plusSeconds(25));
        answers.clear();
        answer(400, "error", "expired_token");
        refused(ExitCode.TIMEOUT, "nobody said yes");
    }

    @Test
    void a_no_and_any_other_answer_end_it_with_the_issuers_words() {
        answer(400, "error", "access_denied");
        refused(ExitCode.CONNECTION, "denied in the browser");
        answer(401, "error", "invalid_client");
        refused(ExitCode.CONNECTION, "does not give a token: invalid_client");
        answer(200, "access_token", "only");
        refused(ExitCode.CONNECTION, "no identity token");
    }

    @Test
    void an_issuer_that_is_another_one_or_cannot_do_it_is_not_used() {
        metadata = METADATA.with("issuer", "https://evil.example.org");
        refused(ExitCode.CONNECTION, "describes the issuer \"https://evil.example.org\"");
        metadata = METADATA.without("device_authorization_endpoint");
        refused(ExitCode.CONNECTION, "has no device authorization grant");
    }

    @Test
    void a_login_is_renewed_with_its_refresh_token_until_the_issuer_says_no() {
        Renewal old = new Renewal(ISSUER, "cairn-cli", "r1", Optional.empty(), Instant.EPOCH.plusSeconds(40));
        assertThat(old.due(Instant.EPOCH)).isFalse();
        assertThat(old.due(Instant.EPOCH.plusSeconds(10))).isTrue();
        answers.add(new Web.Page(200, new ApiObject(Map.of("id_token", "two", "refresh_token", "r2", "expires_in",
                60))));
        DeviceFlow.Tokens rotated = flow().renew(old);
        assertThat(rotated.identity()).isEqualTo("two");
        assertThat(rotated.renewable()).contains(new DeviceFlow.Renewable("r2", Instant.EPOCH.plusSeconds(60)));
        assertThat(forms).containsExactly(Map.of("grant_type", "refresh_token", "refresh_token", "r1", "client_id",
                "cairn-cli"));
        answer(200, "id_token", "three");
        assertThat(flow().renew(old).renewable()).contains(new DeviceFlow.Renewable("r1", Instant.EPOCH.plusSeconds(
                300)));
        answer(400, "error", "invalid_grant");
        assertThatThrownBy(() -> flow().renew(old)).hasMessageContaining("does not renew the login: invalid_grant");
    }
}
