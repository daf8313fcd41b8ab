package io.cairn.cli.adapter.command;

import io.cairn.cli.application.Access;
import io.cairn.cli.application.Asked;
import io.cairn.cli.application.Cluster;
import io.cairn.cli.application.Cluster.Call;
import io.cairn.cli.application.Contexts;
import io.cairn.cli.application.DeviceFlow;
import io.cairn.cli.application.Renewal;
import io.cairn.cli.application.ServerAddress;
import io.cairn.cli.application.Session;
import io.cairn.cli.application.Web;
import io.cairn.cli.application.Whoami;
import io.cairn.cli.domain.ApiObject;
import io.cairn.cli.domain.ExitCode;
import io.cairn.cli.domain.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Logs in and keeps the token, or certificate and key, in the kubeconfig, where kubectl finds it too. */
@Command(name = "login", footer = {"",
        "Without a token, an issuer of the server is asked (OpenID Connect, device grant): open the address that is",
        "shown in any browser. A token is checked before it is kept; the kubeconfig is readable by you alone.", "",
        "Examples:", "  cairn login --server https://cloud.example.org:7443 --certificate-authority ca.crt",
        "  cairn login --token-file token.txt", "  cairn login --client-certificate ann.pem",
        "  cairn login --issuer staff --context prod"})
final class Login extends Verb {

    @Option(names = "--issuer", paramLabel = "NAME", defaultValue = "", description = "Which OidcIssuer of the server to ask. Default: the only one.")
    private String issuer = "";

    @Option(names = "--issuer-ca", paramLabel = "FILE", description = "PEM file of the CA of the issuer. Default: the CAs of this host.")
    private @Nullable Path issuerCa;

    @Option(names = "--client-certificate", paramLabel = "FILE", description = "PEM file with a certificate of yours and its key, instead of a token.")
    private @Nullable Path clientCertificate;

    Login(Session session) {
        super(session);
    }

    @Override
    ExitCode run() throws InterruptedException {
        Access place = place();
        Contexts.Credential credential = credential(place);
        Whoami who = checked(switch (credential) {
            case Contexts.Credential.Token(var token, _) -> place.as(token);
            case Contexts.Credential.Certificate(var certificate) -> place.as(certificate);
        });
        Contexts contexts = session().contexts();
        String context = context(contexts, place.server());
        contexts.login(new Contexts.Login(context, place.server(), place.authority(), place.namespace(), who.user(),
                credential));
        screen().out("logged in to " + place.server() + " as " + who.user());
        screen().note("context " + context + " in " + contexts.file());
        return ExitCode.OK;
    }

    private Contexts.Credential credential(Access place) throws InterruptedException {
        if (clientCertificate != null) {
            return new Contexts.Credential.Certificate(Access.ClientCertificate.in(text(clientCertificate))
                    .orElseThrow(() -> Failure.usage(
                            clientCertificate + " does not hold a certificate and its key, both "
                                    + "as PEM",
                            "make such a file: cairn certificate create USER > " + clientCertificate)));
        }
        Optional<String> given = session().asked().token();
        if (given.isPresent()) {
            return new Contexts.Credential.Token(given.get(), Optional.empty());
        }
        ApiObject chosen = issuer(place);
        DeviceFlow.Tokens tokens = fromIssuer(chosen);
        return new Contexts.Credential.Token(tokens.identity(),
                tokens.renewable().map(next -> renewal(chosen, next)));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException broken) {
            throw Failure.usage("cannot read " + file + ": " + broken.getMessage());
        }
    }

    /** The server, without who we were there so far. */
    private Access place() {
        Asked asked = session().asked();
        if (asked.server().isEmpty()) {
            return session().access().anonymous();
        }
        String server = ServerAddress.checked(asked.server().get());
        boolean known = session().contexts()
                .all()
                .stream()
                .anyMatch(one -> one.current() && one.server().equals(server));
        // The CA of one server is not trusted to vouch for another one.
        return known
                ? session().access().anonymous()
                : new Access(server, asked.authorityPem(), Optional.empty(), Optional.empty(),
                        asked.namespace().orElse("default"), "the command line");
    }

    private String context(Contexts contexts, String server) {
        return session().asked()
                .context()
                .or(() -> contexts.all()
                        .stream()
                        .filter(one -> one.server().equals(server))
                        .min(java.util.Comparator.comparing(one -> !one.current()))
                        .map(Contexts.Entry::name))
                .orElseGet(() -> ServerAddress.name(server));
    }

    private Whoami checked(Access access) {
        try (Cluster cluster = session().connect(access)) {
            return Whoami.ask(cluster);
        } catch (Failure failure) {
            throw failure.is(401)
                    ? Failure.of(ExitCode.CONNECTION,
                            access.server() + " does not accept "
                                    + (clientCertificate == null ? "the token" : "the certificate"),
                            List.of(),
                            List.of("it may be expired, disabled or of another server; nothing was kept"))
                    : failure;
        }
    }

    private DeviceFlow.Tokens fromIssuer(ApiObject chosen) throws InterruptedException {
        try (Web web = session().web(Optional.ofNullable(issuerCa))) {
            return new DeviceFlow(web, screen(), session().time()).login(chosen.text("issuer"),
                    chosen.text("clientId"));
        }
    }

    private Renewal renewal(ApiObject chosen, DeviceFlow.Renewable next) {
        return new Renewal(chosen.text("issuer"), chosen.text("clientId"), next.refreshToken(),
                Optional.ofNullable(issuerCa).map(file -> file.toAbsolutePath().toString()), next.expires());
    }

    private ApiObject issuer(Access place) {
        List<ApiObject> issuers = issuers(place).stream().filter(one -> !one.text("clientId").isEmpty()).toList();
        List<String> names = issuers.stream().map(one -> one.text("name")).toList();
        if (issuers.isEmpty()) {
            throw Failure.of(ExitCode.CONNECTION, place.server() + " names no issuer for logins", List.of(), List.of(
                    "log in with a token: --token-file FILE",
                    "or ask its operator for an OidcIssuer with spec.deviceClientId"));
        }
        if (issuer.isEmpty() && issuers.size() > 1) {
            throw Failure.usage("the server names several issuers: " + String.join(", ", names),
                    "choose with --issuer");
        }
        return issuers.stream()
                .filter(one -> issuer.isEmpty() || one.text("name").equals(issuer))
                .findFirst()
                .orElseThrow(() -> Failure.usage("the server names no issuer " + issuer,
                        "it names: " + String.join(", ", names)));
    }

    private List<ApiObject> issuers(Access place) {
        try (Cluster cluster = session().connect(place)) {
            return cluster.send(Call.get("/.well-known/cairn-login")).body().objects("issuers");
        } catch (Failure failure) {
            if (failure.is(404) || failure.is(401)) {
                return List.of();
            }
            throw failure;
        }
    }
}
