package io.cairn.cli.adapter.command;

import io.cairn.cli.application.Applying;
import io.cairn.cli.application.Cluster.Call;
import io.cairn.cli.application.Session;
import io.cairn.cli.application.Target;
import io.cairn.cli.domain.ApiObject;
import io.cairn.cli.domain.ExitCode;
import io.cairn.cli.domain.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Opens an object in an editor and stores what changed. */
@Command(name = "edit", footer = {"", "The editor is $CAIRN_EDITOR, $VISUAL, $EDITOR or vi.", "", "Examples:",
        "  cairn edit vm web", "  EDITOR=nano cairn edit vm/web"})
final class Edit extends Verb {

    @Parameters(paramLabel = "TYPE NAME | TYPE/NAME", hideParamSyntax = true, arity = "1..2")
    private List<String> words = new ArrayList<>();

    Edit(Session session) {
        super(session);
    }

    @Override
    ExitCode run() throws InterruptedException {
        Target target = session().targets(false).parse(words).getFirst();
        if (target.name().isEmpty()) {
            throw Failure.usage("name the " + target.type().kind() + " to edit");
        }
        ApiObject before = session().objects().get(target);
        ApiObject shown = before.without("status")
                .with("metadata",
                        before.object("metadata").without("managedFields").fields());
        try {
            Path file = Files.createTempFile("cairn-" + target.name() + "-", ".yaml");
            Files.writeString(file, "# Save and leave to store; leave without a change to do nothing.\n"
                    + session().notation().yaml(shown.fields()));
            open(file);
            store(target, shown, file);
            Files.delete(file);
        } catch (IOException broken) {
            throw Failure.refused("cannot edit: " + broken.getMessage());
        }
        return ExitCode.OK;
    }

    private void store(Target target, ApiObject shown, Path file) throws IOException {
        try {
            List<ApiObject> edited = session().notation().parseAll(Files.readString(file), file.toString());
            if (edited.size() != 1) {
                throw Failure.usage("the file holds " + edited.size() + " objects; leave one");
            }
            Map<String, Object> wanted = session().notation()
                    .parseAll(session().notation().yaml(shown.fields()), "")
                    .getFirst()
                    .fields();
            if (edited.getFirst().fields().equals(wanted)) {
                screen().note("nothing was changed");
                return;
            }
            var answer = session().cluster()
                    .send(Call.of("PUT", target.path())
                            .with("fieldManager", Applying.MANAGER)
                            .with("fieldValidation", "Strict")
                            .body("application/json",
                                    session().notation().json(edited.getFirst().fields())));
            warn(answer.warnings());
            screen().out(target.qualified() + " edited");
        } catch (Failure refused) {
            throw refused.hint("your text is kept in " + file);
        }
    }

    private static void open(Path file) throws IOException, InterruptedException {
        Map<String, String> environment = System.getenv();
        String editor = List.of("CAIRN_EDITOR", "VISUAL", "EDITOR")
                .stream()
                .map(name -> environment.getOrDefault(name, ""))
                .filter(text -> !text.isBlank())
                .findFirst()
                .orElse("vi");
        int code = new ProcessBuilder("sh", "-c", editor + " \"$1\"", "sh", file.toString()).inheritIO()
                .start()
                .waitFor();
        if (code != 0) {
            throw Failure.refused("the editor (" + editor + ") ended with " + code + "; nothing was stored");
        }
    }
}
