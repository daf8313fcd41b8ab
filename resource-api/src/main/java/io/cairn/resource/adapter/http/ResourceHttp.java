package io.cairn.resource.adapter.http;

import io.cairn.resource.adapter.jdbc.Database;
import io.cairn.resource.adapter.jdbc.KindStore;
import java.time.Clock;
import java.util.List;

/** Builds the servlet of a service. */
public final class ResourceHttp {
    private ResourceHttp() {}

    /** @param watches how many are served at a time */
    public static ResourceServlet servlet(Database database, List<KindStore<?, ?, ?>> stores, CallerSource callers,
            Clock clock, int watches) {
        var lists = new Lists(database);
        return new ResourceServlet(stores, callers,
                new Handler(lists, new Writes(clock), new Watches(database, lists, clock, watches), clock));
    }
}
