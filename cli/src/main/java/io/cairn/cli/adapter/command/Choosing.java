package io.cairn.cli.adapter.command;

import io.cairn.cli.application.Objects.Filter;
import io.cairn.cli.application.Session;
import io.cairn.cli.application.Target;
import io.cairn.cli.domain.Failure;
import java.util.ArrayList;
import java.util.List;

/** The objects that a command is to change: by name, by label, or all; never all by accident. */
record Choosing(Session session, String labels, boolean all) {

    List<Target> of(List<String> words, String purpose) {
        List<Target> chosen = new ArrayList<>();
        for (Target target : session.targets(false).parse(words)) {
            boolean named = !target.name().isEmpty();
            if (named == (all || !labels.isEmpty())) {
                throw Failure.usage(named
                        ? "choose by name, or with -l or --all, not both"
                        : "name the " + target.type().plural() + " to " + purpose + ", or choose with -l or --all");
            }
            if (named) {
                chosen.add(target);
            } else {
                session.objects()
                        .list(target, new Filter(labels, "", 0))
                        .content()
                        .forEach(object -> chosen.add(new Target(target.type(), target.namespace(), object.name())));
            }
        }
        return chosen;
    }
}
