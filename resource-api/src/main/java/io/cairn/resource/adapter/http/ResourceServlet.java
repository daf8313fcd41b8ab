package io.cairn.resource.adapter.http;

import io.cairn.resource.adapter.jdbc.KindStore;
import io.cairn.resource.adapter.json.Storable;
import io.cairn.resource.domain.Caller;
import io.cairn.resource.domain.GroupVersion;
import io.cairn.resource.domain.Kind;
import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import io.cairn.resource.domain.Warnings;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The door of a service: routes a request to the kind that it names and answers every failure with a Status. */
public final class ResourceServlet extends HttpServlet {
    private static final long serialVersionUID = 1;
    private static final Logger log = LoggerFactory.getLogger(ResourceServlet.class);

    private final transient List<KindStore<?, ?, ?>> stores;
    private final transient CallerSource callers;
    private final transient Documents documents;
    private final transient Handler handler;

    ResourceServlet(List<KindStore<?, ?, ?>> stores, CallerSource callers, Handler handler) {
        this.stores = List.copyOf(stores);
        this.callers = callers;
        this.handler = handler;
        this.documents = new Documents(stores);
    }

    /** The OpenAPI root, for whoever puts several together. */
    public tools.jackson.databind.JsonNode openApiRoot() {
        return documents.root();
    }

    /** The OpenAPI documents by place, such as {@code apis/compute.cairn.io/v1}. */
    public java.util.Map<String, tools.jackson.databind.JsonNode> openApiDocuments() {
        return documents.all();
    }

    /** What {@code /apis} says: APIGroupList, or APIGroupDiscoveryList in the given form. */
    public tools.jackson.databind.JsonNode discovery(Optional<String> form) {
        return documents.discovery(form);
    }

    /** True if a kind of the group is served here. */
    public boolean serves(String group) {
        return !group.isEmpty() && stores.stream().anyMatch(store -> store.kind().groupVersion().group().equals(group));
    }

    @Override
    public void service(HttpServletRequest request, HttpServletResponse response) throws ServletException, IOException {
        Optional<Kind<?, ?, ?>> kind = Optional.empty();
        Optional<String> name = Optional.empty();
        var exchange = new Exchange(request, response, new Caller("", List.of(), "", ""), Query.NONE);
        try {
            exchange = new Exchange(request, response, callers.caller(request), Query.NONE);
            exchange = new Exchange(request, response, exchange.caller(), Query.parse(request.getQueryString()));
            var segments = segments(request);
            if (documents.answer(exchange, segments)) {
                return;
            }
            if (segments.isEmpty()) {
                throw notFound();
            }
            var core = segments.getFirst().equals("api");
            var path = new ArrayList<>(segments.subList(1, segments.size()));
            if (core) {
                path.addFirst("");
            }
            var route = Route.parse(path, this::namespaced).orElseThrow(ResourceServlet::notFound);
            var store = store(route);
            kind = Optional.of(store.kind());
            name = route.name();
            handle(store, exchange, route);
        } catch (Refusal refusal) {
            refuse(exchange, refusal, kind, name);
        } catch (IOException gone) {
            log.atDebug().addKeyValue("path", request.getRequestURI()).setCause(gone).log("The client is gone");
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException bug) {
            log.atError()
                    .addKeyValue("requestId", exchange.caller().requestId())
                    .addKeyValue("path", request.getRequestURI())
                    .setCause(bug)
                    .log("A request failed");
            refuse(exchange, new Refusal(Reason.INTERNAL_ERROR, "Internal error; the log of this service has it under "
                    + "request id " + exchange.caller().requestId()), kind, name);
        }
    }

    private void handle(KindStore<?, ?, ?> store, Exchange exchange, Route route)
            throws IOException, ServletException, InterruptedException {
        try {
            Warnings.<Boolean, Exception>hearing(exchange::warn, () -> {
                handler.handle(store, exchange, route);
                return true;
            });
        } catch (IOException | ServletException | InterruptedException | RuntimeException known) {
            throw known;
        } catch (Exception none) {
            throw new IllegalStateException(none);
        }
    }

    private static void refuse(Exchange exchange, Refusal refusal, Optional<Kind<?, ?, ?>> kind,
            Optional<String> name) throws IOException {
        if (exchange.response().isCommitted()) {
            return;
        }
        exchange.response().resetBuffer();
        refusal.retryAfterSeconds().ifPresent(seconds -> exchange.response().setHeader("Retry-After", "" + seconds));
        exchange.send(refusal.reason().code(), Statuses.failure(refusal, kind, name));
    }

    private static List<String> segments(HttpServletRequest request) {
        try {
            var segments = Arrays.stream(request.getRequestURI().split("/"))
                    .filter(part -> !part.isEmpty())
                    .map(part -> URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8))
                    .toList();
            if (!segments.stream().allMatch(Storable::is)) {
                throw new Refusal(Reason.BAD_REQUEST, "The path holds a character that no name has: U+0000");
            }
            return segments;
        } catch (IllegalArgumentException malformed) {
            throw new Refusal(Reason.BAD_REQUEST, "The path is not well-formed: a % is followed by two hexadecimal "
                    + "digits, and %25 is the sign itself");
        }
    }

    private boolean namespaced(String plural) {
        return stores.stream().anyMatch(store -> store.kind().namespaced() && store.kind().plural().equals(plural));
    }

    private KindStore<?, ?, ?> store(Route route) {
        var version = new GroupVersion(route.group(), route.version());
        return stores.stream()
                .filter(store -> store.kind().groupVersion().equals(version)
                        && Optional.of(store.kind().plural()).equals(route.plural()))
                .findFirst()
                .orElseThrow(ResourceServlet::notFound);
    }

    private static Refusal notFound() {
        return new Refusal(Reason.NOT_FOUND, "the server could not find the requested resource");
    }
}
