package io.cairn.cli.adapter.command;

import io.cairn.cli.application.Cluster.Answer;
import io.cairn.cli.application.Cluster.Call;
import io.cairn.cli.application.Session;
import io.cairn.cli.application.Target;
import io.cairn.cli.application.Whoami;
import io.cairn.cli.domain.ApiObject;
import io.cairn.cli.domain.ExitCode;
import io.cairn.cli.domain.Failure;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes an API token; its secret is shown this once. */
@Command(name = "create", footer = {"",
        "The secret goes to standard output, alone, and is shown this once: the server keeps only its hash.", "",
        "Examples:", "  cairn token create --expires 30d --description 'my laptop'",
        "  cairn token create --service-account ci -n team-a > ci.token && chmod 600 ci.token",
        "  cairn token create --user bob --expires 1h"})
final class TokenCreate extends Verb {

    @Option(names = "--user", paramLabel = "NAME", description = "For this user. Default: yourself.")
    private @Nullable String user;

    @Option(names = "--service-account", paramLabel = "NAME", description = "For this service account of the namespace.")
    private @Nullable String serviceAccount;

    @Option(names = "--name", paramLabel = "NAME", description = "Name of the token. Default: the server makes one.")
    private @Nullable String name;

    @Option(names = "--description", paramLabel = "TEXT", description = "What it is for.")
    private @Nullable String description;

    @Option(names = "--expires", paramLabel = "TIME", converter = Durations.class, description = "How long it is good, such as 12h or 30d.")
    private @Nullable Duration expires;

    TokenCreate(Session session) {
        super(session);
    }

    @Override
    ExitCode run() {
        if (user != null && serviceAccount != null) {
            throw Failure.usage("a token is for a user or for a service account, not for both");
        }
        Map<String, Object> wanted = new LinkedHashMap<>();
        put(wanted, "name", name);
        put(wanted, "description", description);
        put(wanted, "expiresInSeconds", expires == null ? null : expires.toSeconds());
        Answer answer = ask(holder(), session().notation().json(wanted));
        warn(answer.warnings());
        ApiObject token = answer.body();
        String secret = token.text("status", "token");
        if (secret.isEmpty()) {
            throw Failure.refused("the server made " + token.name() + " but showed no secret",
                    "revoke it: cairn token revoke " + token.name());
        }
        screen().out(secret);
        String until = token.text("spec", "expires");
        screen().note("token " + token.name() + (until.isEmpty() ? ", without an end" : ", good until " + until)
                + "; its secret is shown this once");
        return ExitCode.OK;
    }

    private Answer ask(Target holder, String wanted) {
        try {
            return session().cluster()
                    .send(Call.of("POST", holder.path() + "/token").body("application/json", wanted));
        } catch (Failure failure) {
            throw failure.is(404)
                    ? failure.hint("a token needs its holder: make the " + holder.type().kind() + " " + holder.name()
                            + " first (cairn explain " + holder.type().plural() + ")")
                    : failure;
        }
    }

    private Target holder() {
        if (serviceAccount != null) {
            return session().targets(false).ofType("serviceaccounts", List.of(serviceAccount)).getFirst();
        }
        String whom = user == null ? Whoami.ask(session().cluster()).user() : user;
        return session().targets(false).ofType("users", List.of(whom)).getFirst();
    }

    private static void put(Map<String, Object> wanted, String field, @Nullable Object value) {
        if (value != null) {
            wanted.put(field, value);
        }
    }
}
