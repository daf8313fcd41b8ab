package io.cairn.cli.adapter.command;

import io.cairn.cli.application.Applying.Applied;
import io.cairn.cli.application.Session;
import io.cairn.cli.application.Target;
import io.cairn.cli.application.Waiting;
import io.cairn.cli.domain.ApiObject;
import io.cairn.cli.domain.Goal;
import java.util.List;

/** Tells what became of an object that was written, and waits for it if asked. */
record Written(Session session, Format format, boolean dryRun, WaitOption waiting) {

    void tell(Target target, Applied applied) throws InterruptedException {
        applied.warnings().forEach(text -> session.screen().note("warning: " + text));
        Target named = new Target(target.type(), target.namespace(), applied.object().name());
        switch (format) {
            case Format.Rows _ -> session.screen()
                    .out(named.qualified() + " " + applied.verb()
                            + (dryRun ? " (dry run: nothing was stored)" : ""));
            case Format.Name _ -> session.screen().out(named.qualified());
            case Format.Json _,Format.Yaml _,Format.Field _ -> format.print(session.screen(), session.notation(),
                    List.of(applied.object()), false);
        }
        if (waiting.wanted() && !dryRun) {
            Waiting course = session.waiting();
            ApiObject ready = course.until(named, new Goal.Ready(), waiting.timeout(), applied.object().uid());
            course.done(named, "is Ready" + address(ready));
        }
    }

    private static String address(ApiObject object) {
        List<ApiObject> addresses = object.objects("status", "addresses");
        return addresses.isEmpty() ? "" : " at " + addresses.getFirst().text("ip");
    }
}
