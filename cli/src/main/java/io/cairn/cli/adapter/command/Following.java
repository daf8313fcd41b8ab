package io.cairn.cli.adapter.command;

import io.cairn.cli.application.Cluster;
import io.cairn.cli.application.Cluster.Call;
import io.cairn.cli.application.Objects.Filter;
import io.cairn.cli.application.Objects.Listing;
import io.cairn.cli.application.Session;
import io.cairn.cli.application.Target;
import io.cairn.cli.domain.ApiObject;
import io.cairn.cli.domain.Failure;
import io.cairn.cli.domain.ServerTable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** {@code get -w}: prints every change until the reader goes away. Goes on after the server was away. */
final class Following {

    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration AWAY = Duration.ofSeconds(1);

    private final Session session;
    private final Rows printer;
    private ServerTable columns = new ServerTable(List.of(), List.of());
    private String version = "";

    Following(Session session, Rows printer) {
        this.session = session;
        this.printer = printer;
    }

    /** What to do with an event's object. */
    private interface Show {
        void change(String type, ApiObject object);
    }

    void follow(Target target, Filter filter, Listing<ServerTable> from) throws InterruptedException {
        columns = from.content().withRows(List.of());
        version = target.name().isEmpty() ? from.resourceVersion() : newest(from.content());
        run(target, filter, Cluster.TABLE, (_, object) -> {
            ServerTable event = ServerTable.of(object);
            printer.print(columns.columns().isEmpty() ? event : columns.and(event));
        });
    }

    void follow(Target target, Filter filter, Format format) throws InterruptedException {
        version = "";
        run(target, filter, Cluster.JSON,
                (_, object) -> format.print(session.screen(), session.notation(), List.of(object), false));
    }

    private void run(Target target, Filter filter, String accept, Show show) throws InterruptedException {
        String fields = target.name().isEmpty() ? filter.fields() : "metadata.name=" + target.name();
        Target all = new Target(target.type(), target.namespace(), "");
        while (!session.screen().abandoned()) {
            if (version.isEmpty()) {
                version = session.objects().list(all, new Filter(filter.labels(), fields, 1)).resourceVersion();
            }
            Call call = Call.get(all.path())
                    .accepting(accept)
                    .with("watch", "true")
                    .with("resourceVersion", version)
                    .with("allowWatchBookmarks", "true")
                    .with("labelSelector", filter.labels())
                    .with("fieldSelector", fields);
            try (Cluster.Feed feed = session.cluster().watch(call)) {
                stream(feed, show);
            } catch (Cluster.Ended _) {
                session.time().pause().pause(AWAY);
            } catch (Failure failure) {
                if (failure.is(410)) {
                    version = "";
                } else if (failure.httpStatus().isPresent() && !failure.is(503)) {
                    throw failure;
                }
                session.time().pause().pause(AWAY);
            }
        }
    }

    private void stream(Cluster.Feed feed, Show show) throws InterruptedException {
        while (!session.screen().abandoned()) {
            Optional<ApiObject> event = feed.next(LOOK);
            if (event.isEmpty()) {
                continue;
            }
            ApiObject object = event.get().object("object");
            switch (event.get().text("type")) {
                case "ERROR" -> {
                    version = "";
                    return;
                }
                case "BOOKMARK" -> version = object.resourceVersion();
                default -> {
                    version = newest(object);
                    show.change(event.get().text("type"), object);
                }
            }
        }
    }

    private String newest(ApiObject object) {
        return object.kind().equals("Table") ? newest(ServerTable.of(object)) : object.resourceVersion();
    }

    private String newest(ServerTable table) {
        return table.rows().isEmpty() ? version : table.rows().getLast().object("object").resourceVersion();
    }
}
