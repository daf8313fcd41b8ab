package io.cairn.cli.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.cli.domain.Failure;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServerAddressTest {

    @Test
    void servers_have_names_and_bad_addresses_are_refused() {
        assertThat(ServerAddress.name("https://cloud.example.org")).isEqualTo("cloud.example.org");
        assertThat(ServerAddress.name("https://cloud.example.org:7443/t/acme"))
                .isEqualTo("cloud.example.org-7443-acme");
        assertThat(ServerAddress.checked("https://a:1//")).isEqualTo("https://a:1");
        assertThat(ServerAddress.shift("https://a:17443")).isEqualTo(10_000);
        for (String wrong : List.of("http://a", "a:7443", "https://", "https://user@a", "https://a?x")) {
            assertThatThrownBy(() -> ServerAddress.checked(wrong)).as(wrong).isInstanceOf(Failure.class);
        }
    }
}
