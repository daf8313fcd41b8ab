package io.cairn.cli.adapter.kubeconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.cli.application.Access;
import io.cairn.cli.application.Notation;
import io.cairn.cli.domain.ApiObject;
import io.cairn.cli.domain.Failure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KubeconfigTest {

    @TempDir
    private Path folder = Path.of("");
    private final Map<String, String> environment = new HashMap<>();

    /** Files hold "server=context=token": the notation is somebody else's business. */
    private static final class Lines implements Notation {
        @Override
        public List<ApiObject> parseAll(String text, String source) {
            String[] parts = text.split("=", -1);
            Map<String, Object> context = Map.of("cluster", "c-" + parts[1], "user", "u", "namespace",
                    "ns-" + parts[1]);
            return List.of(new ApiObject(Map.of("current-context", parts[1], "clusters",
                    List.of(Map.of("name", "c-" + parts[1], "cluster", Map.of("server", parts[0]))), "users",
                    List.of(Map.of("name", "u", "user", Map.of("token", parts[2]))), "contexts",
                    List.of(Map.of("name", parts[1], "context", context)))));
        }

        @Override
        public Object parseJson(String text) {
            throw new UnsupportedOperationException();
        }

        @Override
        public String json(Object tree) {
            throw new UnsupportedOperationException();
        }

        @Override
        public String prettyJson(Object tree) {
            throw new UnsupportedOperationException();
        }

        @Override
        public String yaml(Object tree) {
            throw new UnsupportedOperationException();
        }
    }

    private static Choice choice(Optional<String> context, Optional<String> server, Optional<String> token) {
        return new Choice(Optional.empty(), context, Optional.empty(), server, token, Optional.empty(),
                Optional.empty());
    }

    private Access access(Choice choice) {
        return new Kubeconfig(new Lines(), choice, new Choice.Place(environment, folder.resolve("work/deep"),
                folder.resolve("home"), Optional.of(folder.resolve("installed")))).access();
    }

    private Path file(String path, String content) throws Exception {
        Path file = folder.resolve(path);
        Files.createDirectories(folder.resolve(path.contains("/") ? path.substring(0, path.lastIndexOf('/')) : "."));
        return Files.writeString(file, content);
    }

    @Test
    void the_nearest_kubeconfig_counts_and_the_environment_before_it() throws Exception {
        Choice none = choice(Optional.empty(), Optional.empty(), Optional.empty());
        assertThatThrownBy(() -> access(none)).isInstanceOf(Failure.class).hasMessageContaining("no kubeconfig");
        file("home/.kube/config", "https://home=a=t");
        assertThat(access(none).server()).isEqualTo("https://home");
        file("installed/.cairn/kubeconfig", "https://installed=a=t");
        assertThat(access(none).server()).isEqualTo("https://installed");
        file("work/.cairn/kubeconfig", "https://above=a=t");
        assertThat(access(none).server()).isEqualTo("https://above");
        environment.put("KUBECONFIG", file("k1", "https://k1=one=t").toString());
        assertThat(access(none).server()).isEqualTo("https://k1");
        environment.put("CAIRN_KUBECONFIG", file("k2", "https://k2/t/acme/=two=t").toString());
        assertThat(access(none).server()).isEqualTo("https://k2/t/acme");
    }

    @Test
    void several_files_are_merged_and_a_context_is_chosen_by_name() throws Exception {
        environment.put("KUBECONFIG",
                file("k1", "https://k1=one=t1") + ":/no/such/file:" + file("k2", "https://k2=two=t2"));
        Access first = access(choice(Optional.empty(), Optional.empty(), Optional.empty()));
        assertThat(first.server()).isEqualTo("https://k1");
        assertThat(first.namespace()).isEqualTo("ns-one");
        assertThat(access(choice(Optional.of("two"), Optional.empty(), Optional.empty())).server())
                .isEqualTo("https://k2");
        assertThatThrownBy(() -> access(choice(Optional.of("three"), Optional.empty(), Optional.empty())))
                .isInstanceOfSatisfying(Failure.class,
                        failure -> assertThat(failure.hints()).containsExactly("it has: one, two"));
    }

    @Test
    void a_token_goes_over_tls_only_and_into_no_message() {
        Choice plain = choice(Optional.empty(), Optional.of("http://host"), Optional.of("secret"));
        assertThatThrownBy(() -> access(plain)).isInstanceOf(Failure.class).hasMessageNotContaining("secret");
        Access access = access(choice(Optional.empty(), Optional.of("https://host"), Optional.of("secret")));
        assertThat(access.token()).contains("secret");
        assertThat(access.toString()).doesNotContain("secret");
    }
}
