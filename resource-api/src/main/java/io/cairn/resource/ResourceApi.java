package io.cairn.resource;

import io.cairn.resource.adapter.http.CallerSource;
import io.cairn.resource.adapter.http.ResourceHttp;
import io.cairn.resource.adapter.http.ResourceServlet;
import io.cairn.resource.adapter.jdbc.Database;
import io.cairn.resource.adapter.jdbc.EventDelivery;
import io.cairn.resource.adapter.jdbc.KindStores;
import io.cairn.resource.adapter.jdbc.OutboxEvents;
import io.cairn.resource.application.Admittance;
import io.cairn.resource.application.Events;
import io.cairn.resource.application.Resources;
import io.cairn.resource.domain.Kind;
import java.net.http.HttpClient;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * The root of the library: a service hands in its database and kinds, and gets typed stores, an event sink and the
 * servlet that serves the kinds. Map the servlet to {@code /api/*}, {@code /apis/*} and {@code /openapi/*}.
 */
public final class ResourceApi implements AutoCloseable {
    private static final int MAX_WATCHES = 2_000;

    private final Database database;
    private final KindStores stores;
    private final OutboxEvents events;
    private final Clock clock;

    /**
     * @param component name of the service, in its events
     * @param uids makes random UUIDs
     */
    public ResourceApi(DataSource source, PlatformTransactionManager transactions, String component,
            List<Kind<?, ?, ?>> kinds, Clock clock, Supplier<String> uids) {
        this(source, transactions, component, kinds, Admittance.OPEN, clock, uids);
    }

    /** @param admittance asked of every new object */
    public ResourceApi(DataSource source, PlatformTransactionManager transactions, String component,
            List<Kind<?, ?, ?>> kinds, Admittance admittance, Clock clock, Supplier<String> uids) {
        this.clock = clock;
        this.database = new Database(source, transactions, clock, uids);
        this.stores = new KindStores(kinds, database, admittance);
        this.events = new OutboxEvents(new JdbcTemplate(source), clock, uids, component);
    }

    public <S extends Record, F extends Record, T extends Record> Resources<S, F, T> of(Kind<S, F, T> kind) {
        return stores.of(kind);
    }

    public Events events() {
        return events;
    }

    /** Delivers recorded events until closed. */
    public EventDelivery deliverEvents(HttpClient client, String gateway) {
        return new EventDelivery(events, client, gateway);
    }

    public ResourceServlet servlet(CallerSource callers) {
        return servlet(callers, MAX_WATCHES);
    }

    /** @param watches how many are served at a time */
    public ResourceServlet servlet(CallerSource callers, int watches) {
        return ResourceHttp.servlet(database, stores.all(), callers, clock, watches);
    }

    @Override
    public void close() {
        database.close();
    }
}
