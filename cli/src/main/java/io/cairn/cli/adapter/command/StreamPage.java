package io.cairn.cli.adapter.command;

import io.cairn.cli.application.Cluster.Call;
import io.cairn.cli.application.Session;
import io.cairn.cli.application.Target;
import io.cairn.cli.domain.ApiObject;
import io.cairn.cli.domain.ExitCode;
import io.cairn.cli.domain.Failure;
import java.util.List;
import java.util.Locale;

/**
 * The page of the server that shows a stream of a machine, opened by a ticket.
 *
 * @param stream as the API names it
 * @param title as people do
 * @param otherwise the command that does without the page
 */
record StreamPage(String stream, String title, String otherwise) {

    /** Prints the address of the page, or opens it in the browser of this desktop. */
    ExitCode show(Session session, Target machine, boolean open) throws InterruptedException {
        ApiObject given = session.cluster()
                .send(Call.of("POST", machine.path() + "/ticket")
                        .body("application/json", "{\"stream\":\"" + stream + "\"}"))
                .body();
        String page = given.text("status", "page");
        String ticket = given.text("status", "ticket");
        if (page.isEmpty() || ticket.isEmpty()) {
            throw Failure.refused("the server answered without a page; it may be older than this program", otherwise,
                    "cairn version");
        }
        String address = session.access().server().replaceFirst("/t/[^/]+/?$", "") + page + "#ticket=" + ticket;
        if (!open) {
            session.screen().out(address);
            session.screen().note("opens the " + title + " once, within 60 s, for whoever has the address");
            return ExitCode.OK;
        }
        String opener = System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("mac") ? "open"
                : "xdg-open";
        return session.run(List.of(opener, address)) == 0 ? ExitCode.OK : ExitCode.REFUSED;
    }
}
