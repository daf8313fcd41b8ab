package io.cairn.cli.adapter.command;

import io.cairn.cli.application.Objects.Filter;
import io.cairn.cli.application.Session;
import io.cairn.cli.application.Target;
import io.cairn.cli.domain.ApiObject;
import io.cairn.cli.domain.ExitCode;
import io.cairn.cli.domain.Failure;
import io.cairn.cli.domain.Share;
import io.cairn.cli.domain.Table;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows how much of each quota is used: those of the project and those of its organisation. */
@Command(name = "quota", footer = {"", "Examples:", "  cairn quota", "  cairn quota -n team-a", "  cairn quota -A",
        "  cairn explain quota.spec                what can be limited"})
final class QuotaVerb extends Verb {

    @Option(names = {"-A", "--all-namespaces"}, description = "Quotas of all namespaces.")
    private boolean allNamespaces;

    QuotaVerb(Session session) {
        super(session);
    }

    @Override
    ExitCode run() {
        List<List<String>> rows = new ArrayList<>();
        list("quotas").forEach(quota -> rows(quota.namespace() + "/" + quota.name(), quota, rows));
        visible("identityquotas").forEach(quota -> rows(quota.namespace() + "/" + quota.name(), quota, rows));
        for (String type : List.of("organisationquotas", "organisationidentityquotas")) {
            visible(type).forEach(quota -> rows("organisation/" + quota.name(), quota, rows));
        }
        if (rows.isEmpty()) {
            screen().note("No quotas found"
                    + (allNamespaces ? "" : " in namespace " + session().access().namespace())
                    + ": machines are not limited, identities by the standing bounds alone.");
            return ExitCode.OK;
        }
        new Table(List.of("Quota", "Dimension", "Used", "Remaining"), rows).text()
                .forEach(line -> screen().out(line.stripTrailing()));
        return ExitCode.OK;
    }

    private List<ApiObject> list(String type) {
        Target all = session().targets(allNamespaces).target(session().discovery().named(type), "");
        return session().objects().list(all, Filter.NONE).content();
    }

    /** Not everybody may see what the whole organisation uses, and not every server counts identities. */
    private List<ApiObject> visible(String type) {
        try {
            return list(type);
        } catch (Failure failure) {
            if (failure.is(403) || failure.exit() == ExitCode.NOT_FOUND) {
                return List.of();
            }
            throw failure;
        }
    }

    private static void rows(String name, ApiObject quota, List<List<String>> rows) {
        for (ApiObject item : quota.objects("status", "items")) {
            String limit = item.text("limit");
            rows.add(List.of(name, item.text("dimension"), limit.isEmpty()
                    ? item.text("used")
                    : new Share(item.text("used"), limit).text(),
                    limit.isEmpty() ? "no limit" : item.text("remaining")));
        }
    }
}
