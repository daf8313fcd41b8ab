package io.cairn.cli.adapter.command;

import io.cairn.cli.application.Session;
import io.cairn.cli.application.Target;
import io.cairn.cli.domain.ApiObject;
import io.cairn.cli.domain.Diagnosis;
import io.cairn.cli.domain.ExitCode;
import io.cairn.cli.domain.Failure;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Logs in to a machine with ssh(1), by its address. */
@Command(name = "ssh", footer = {"",
        "The address is looked up; the machine's key is remembered by the machine's uid, so that a new machine of the",
        "same name or address is no alarm, and another one in its place is. What follows -- goes to ssh as it is.",
        "The machine must be reachable from here, and its image must run ssh (debian-12 does, micro does not).", "",
        "Examples:", "  cairn ssh web", "  cairn ssh root@web -i ~/.ssh/cairn",
        "  cairn ssh web -- uptime", "  cairn ssh web -- -L 8080:localhost:80 -N"})
final class Ssh extends Verb {

    @Parameters(index = "0", paramLabel = "[USER@]VM", hideParamSyntax = true)
    private String machine = "";

    @Parameters(index = "1..*", paramLabel = "-- ARGUMENTS", hideParamSyntax = true, arity = "0..*")
    private List<String> arguments = new ArrayList<>();

    @Option(names = {"-l",
            "--user"}, paramLabel = "USER", defaultValue = "debian", description = "User in the machine. Default: ${DEFAULT-VALUE}.")
    private String user = "debian";

    @Option(names = {"-i", "--identity"}, paramLabel = "FILE", description = "Private key.")
    private @Nullable Path identity;

    Ssh(Session session) {
        super(session);
    }

    @Override
    ExitCode run() throws InterruptedException {
        int at = machine.lastIndexOf('@');
        String name = machine.substring(at + 1);
        Target target = session().targets(false).ofType("virtualmachines", List.of(name)).getFirst();
        List<String> command = command(target, session().objects().get(target),
                at < 0 ? user : machine.substring(0, at));
        if (session().verbose()) {
            screen().note("> " + String.join(" ", command));
        }
        screen().settle();
        return session().run(command) == 0 ? ExitCode.OK : ExitCode.REFUSED;
    }

    private List<String> command(Target target, ApiObject object, String as) {
        String address = object.objects("status", "addresses")
                .stream()
                .map(one -> one.text("ip"))
                .filter(ip -> !ip.isEmpty())
                .findFirst()
                .orElseThrow(() -> unreachable(target, object));
        if (as.startsWith("-") || as.isBlank()) {
            throw Failure.usage("\"" + as + "\" cannot be a user");
        }
        List<String> command = new ArrayList<>(List.of("ssh", "-o", "UserKnownHostsFile="
                + session().keep("known_hosts"), "-o", "HostKeyAlias=" + object.uid(), "-o",
                "StrictHostKeyChecking=accept-new", "-l", as));
        if (identity != null) {
            command.addAll(List.of("-i", identity.toString()));
        }
        command.add(address);
        command.addAll(arguments);
        return command;
    }

    private static Failure unreachable(Target target, ApiObject object) {
        String sentence = Diagnosis.sentence(object);
        List<String> next = Diagnosis.next(target.type(), object);
        return Failure.of(ExitCode.REFUSED, target.ref() + " has no address: it is " + Diagnosis.phase(object)
                + (sentence.isBlank() ? "" : " (" + sentence + ")"), List.of(),
                next.isEmpty() ? List.of("cairn start " + target.name() + " --wait") : next);
    }
}
