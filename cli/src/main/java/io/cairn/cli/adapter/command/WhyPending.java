package io.cairn.cli.adapter.command;

import io.cairn.cli.application.Session;
import io.cairn.cli.application.Target;
import io.cairn.cli.domain.ExitCode;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** What keeps a machine from a node, where it stands in the queue, and what would help. */
@Command(name = "why-pending", footer = {"", "Examples:", "  cairn why-pending web"})
final class WhyPending extends Verb {

    @Parameters(paramLabel = "NAME", hideParamSyntax = true)
    private String name = "";

    WhyPending(Session session) {
        super(session);
    }

    @Override
    ExitCode run() {
        String bare = name.startsWith("vm/") ? name.substring("vm/".length()) : name;
        Target target = session().targets(false).ofType("virtualmachines", List.of(bare)).getFirst();
        session().objects()
                .get(target)
                .objects("status", "conditions")
                .stream()
                .filter(condition -> condition.text("type").equals("Scheduled")
                        && condition.text("status").equals("False"))
                .forEach(condition -> screen().out(condition.text("reason") + "  " + condition.text("message")));
        Review review = new Review(session());
        review.lines(review.of(target.namespace(), target.name()), screen()).forEach(screen()::out);
        return ExitCode.OK;
    }
}
