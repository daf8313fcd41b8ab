package io.cairn.cli.adapter.command;

import io.cairn.cli.application.ClientKey;
import io.cairn.cli.application.Cluster;
import io.cairn.cli.application.Cluster.Answer;
import io.cairn.cli.application.Cluster.Call;
import io.cairn.cli.application.Session;
import io.cairn.cli.domain.ApiObject;
import io.cairn.cli.domain.ExitCode;
import io.cairn.cli.domain.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Has a client certificate of a user signed. */
@Command(name = "create", footer = {"",
        "Key and certificate go to standard output as PEM. The key is made here and is not sent anywhere. With",
        "--request, only the certificate is printed, and whoever made the request has the key. Operators only.", "",
        "Examples:", "  cairn certificate create ann > ann.pem && chmod 600 ann.pem",
        "  cairn login --server https://cloud.example.org:7443 --client-certificate ann.pem     (then, as ann)",
        "  cairn certificate create ann --request ann.csr --expires 30d > ann.crt"})
final class CertificateCreate extends Verb {

    @Parameters(paramLabel = "USER", hideParamSyntax = true)
    private String user = "";

    @Option(names = "--request", paramLabel = "FILE", description = "Certificate request (PKCS#10, PEM) with the user's own key. Its names are not looked at.")
    private @Nullable Path request;

    @Option(names = "--name", paramLabel = "NAME", description = "Name of the object. Default: the server makes one.")
    private @Nullable String name;

    @Option(names = "--description", paramLabel = "TEXT", description = "What it is for.")
    private @Nullable String description;

    @Option(names = "--expires", paramLabel = "TIME", converter = Durations.class, description = "How long it is good, such as 12h or 30d, which is the most. Default: 7d.")
    private @Nullable Duration expires;

    CertificateCreate(Session session) {
        super(session);
    }

    @Override
    ExitCode run() {
        Optional<ClientKey> made = request == null ? Optional.of(ClientKey.make()) : Optional.empty();
        Map<String, Object> wanted = new LinkedHashMap<>();
        wanted.put("request", made.map(ClientKey::requestPem).orElseGet(() -> text(request)));
        put(wanted, "name", name);
        put(wanted, "description", description);
        put(wanted, "expiresInSeconds", expires == null ? null : expires.toSeconds());
        String path = session().targets(false).ofType("users", List.of(user)).getFirst().path();
        Answer answer = session().cluster()
                .send(Call.of("POST", path + "/certificate").body(Cluster.JSON, session().notation().json(wanted)));
        warn(answer.warnings());
        ApiObject certificate = answer.body();
        made.ifPresent(key -> screen().out(key.keyPem().strip()));
        screen().out(certificate.text("status", "certificate").strip());
        screen().note("certificate " + certificate.name() + " of " + user + ", good until "
                + certificate.text("spec", "expires"));
        return ExitCode.OK;
    }

    private static String text(@Nullable Path file) {
        try {
            return file == null ? "" : Files.readString(file);
        } catch (IOException broken) {
            throw Failure.usage("cannot read " + file + ": " + broken.getMessage());
        }
    }

    private static void put(Map<String, Object> wanted, String field, @Nullable Object value) {
        if (value != null) {
            wanted.put(field, value);
        }
    }
}
