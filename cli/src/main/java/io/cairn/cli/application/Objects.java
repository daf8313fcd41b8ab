package io.cairn.cli.application;

import io.cairn.cli.application.Cluster.Call;
import io.cairn.cli.domain.ApiObject;
import io.cairn.cli.domain.Failure;
import io.cairn.cli.domain.ServerTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads objects: one, a whole collection page by page, and what happened to one. */
public record Objects(Cluster cluster) {

    private static final int PAGE = 500;
    /** Two million objects; a server whose pages never end must not fill the memory. */
    private static final int MOST_PAGES = 4_000;

    /** What to list. A limit of 0 means all. */
    public record Filter(String labels, String fields, int limit) {
        public static final Filter NONE = new Filter("", "", 0);
    }

    /**
     * @param left how many more there are beyond the limit; 0 if none or unknown
     * @param more true if the limit cut the list
     */
    public record Listing<T>(T content, String resourceVersion, long left, boolean more) {}

    public ApiObject get(Target target) {
        return cluster.send(Call.get(target.path())).body();
    }

    public Optional<ApiObject> find(Target target) {
        try {
            return Optional.of(get(target));
        } catch (Failure failure) {
            if (failure.is(404)) {
                return Optional.empty();
            }
            throw failure;
        }
    }

    /** All objects of a collection. */
    public Listing<List<ApiObject>> list(Target target, Filter filter) {
        List<ApiObject> items = new ArrayList<>();
        Listing<?> end = pages(target.path(), filter, Cluster.JSON, page -> {
            items.addAll(page.objects("items"));
            return items.size();
        });
        return new Listing<>(items, end.resourceVersion(), end.left(), end.more());
    }

    /** What there is of each object of a collection, such as its stats. */
    public List<ApiObject> each(Target all, String subresource, Filter filter) {
        List<ApiObject> items = new ArrayList<>();
        pages(new Target(all.type(), all.namespace(), "-").path() + "/" + subresource, filter, Cluster.JSON, page -> {
            items.addAll(page.objects("items"));
            return items.size();
        });
        return items;
    }

    /** A collection or one object as the server tabulates it. */
    public Listing<ServerTable> table(Target target, Filter filter) {
        if (!target.name().isEmpty()) {
            ApiObject answer = cluster.send(Call.get(target.path()).accepting(Cluster.TABLE)).body();
            return new Listing<>(ServerTable.of(answer), "0", 0, false);
        }
        ServerTable[] table = {new ServerTable(List.of(), List.of())};
        Listing<?> end = pages(target.path(), filter, Cluster.TABLE, page -> {
            table[0] = table[0].and(ServerTable.of(page));
            return table[0].rows().size();
        });
        return new Listing<>(table[0], end.resourceVersion(), end.left(), end.more());
    }

    /** Takes a page and tells how many objects there are by now. */
    private interface Take {
        int page(ApiObject page);
    }

    private Listing<Boolean> pages(String path, Filter filter, String accept, Take take) {
        String next = "";
        String version = "";
        int size = filter.limit() > 0 ? Math.min(filter.limit(), PAGE) : PAGE;
        for (int page = 0; page < MOST_PAGES; page++) {
            ApiObject answer = cluster.send(Call.get(path)
                    .accepting(accept)
                    .with("limit", "" + size)
                    .with("continue", next)
                    .with("labelSelector", filter.labels())
                    .with("fieldSelector", filter.fields())).body();
            version = version.isEmpty() ? answer.resourceVersion() : version;
            int count = take.page(answer);
            next = answer.text("metadata", "continue");
            if (next.isEmpty()) {
                return new Listing<>(true, version, 0, false);
            }
            if (filter.limit() > 0 && count >= filter.limit()) {
                return new Listing<>(true, version, answer.number("metadata", "remainingItemCount"), true);
            }
            size = filter.limit() > 0 ? Math.min(PAGE, filter.limit() - count) : PAGE;
        }
        throw Failure.refused("the server's list of " + path + " does not end");
    }

    /** Events about an object; none if the server keeps none or does not let us see them. */
    public List<ApiObject> events(ApiObject object) {
        String namespace = object.namespace().isEmpty() ? "default" : object.namespace();
        String fields = "involvedObject.kind=" + object.kind() + ",involvedObject.name=" + object.name()
                + (object.uid().isEmpty() ? "" : ",involvedObject.uid=" + object.uid());
        try {
            return cluster.send(Call.get("/api/v1/namespaces/" + namespace + "/events")
                    .with("fieldSelector", fields)
                    .with("limit", "" + PAGE)).body().objects("items");
        } catch (Failure failure) {
            if (failure.is(404) || failure.is(403)) {
                return List.of();
            }
            throw failure;
        }
    }
}
