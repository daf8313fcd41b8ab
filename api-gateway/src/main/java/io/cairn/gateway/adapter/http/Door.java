package io.cairn.gateway.adapter.http;

import io.cairn.gateway.adapter.kinds.EventInbox;
import io.cairn.gateway.application.Audit;
import io.cairn.gateway.domain.Access;
import io.cairn.gateway.domain.Identity;
import io.cairn.gateway.domain.RequestInfo;
import io.cairn.resource.adapter.http.Negotiation;
import io.cairn.resource.adapter.http.Query;
import io.cairn.resource.adapter.http.ResourceServlet;
import io.cairn.resource.adapter.http.Statuses;
import io.cairn.resource.adapter.json.Json;
import io.cairn.resource.domain.Caller;
import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * The one way in. In this order: request id, who asks, what is asked, may they, does the namespace exist, where does it
 * go. Whatever fails answers with a Status; writes and denials go to the audit log.
 */
public final class Door extends HttpServlet {
    private static final long serialVersionUID = 1;
    private static final Logger log = LoggerFactory.getLogger(Door.class);
    private static final int MAX_BODY = 3 << 20;

    private final transient Authentication authentication;
    private final transient Audit audit;
    private final transient Upstreams upstreams;
    private final transient Proxy proxy;
    private final transient Merged merged;
    private final transient ResourceServlet core;
    private final transient EventInbox inbox;
    private final transient BiFunction<String, String, String> namespacePhase;
    private final transient Clock clock;

    /** @param namespacePhase Active, Terminating or the empty string, by organisation and name */
    public Door(Authentication authentication, Audit audit, Upstreams upstreams, ResourceServlet core, EventInbox inbox,
            BiFunction<String, String, String> namespacePhase, Clock clock) {
        this.authentication = authentication;
        this.audit = audit;
        this.upstreams = upstreams;
        this.proxy = new Proxy(upstreams);
        this.merged = new Merged(upstreams, core);
        this.core = core;
        this.inbox = inbox;
        this.namespacePhase = namespacePhase;
        this.clock = clock;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        var id = UUID.randomUUID().toString();
        response.setHeader("X-Request-Id", id);
        var user = "";
        var denied = false;
        RequestInfo info;
        try {
            info = RequestInfo.parse(request.getMethod(), decoded(request), watches(request));
        } catch (Refusal malformed) {
            refuse(response, malformed);
            return;
        }
        try {
            if (Fixed.answer(info.path(), response)) {
                return;
            }
            var identity = authentication.identify(request);
            user = identity.user();
            if (info.path().equals("/internal/events")) {
                events(request, response, identity);
                return;
            }
            authorise(identity, info);
            var caller = new Caller(identity.user(), identity.groups(), info.organisation(), id);
            route(request, response, info, identity, caller);
        } catch (Refusal refusal) {
            denied = refusal.reason() == Reason.FORBIDDEN || refusal.reason() == Reason.UNAUTHORIZED;
            refuse(response, refusal);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } catch (IOException gone) {
            log.atDebug().addKeyValue("requestId", id).setCause(gone).log("A connection broke");
            if (response.isCommitted()) {
                // The client must not take half an answer for a whole one.
                throw gone;
            }
        } catch (RuntimeException bug) {
            log.atError()
                    .addKeyValue("requestId", id)
                    .addKeyValue("path", info.path())
                    .setCause(bug)
                    .log("A request failed");
            refuse(response, new Refusal(Reason.INTERNAL_ERROR,
                    "Internal error; the gateway's log has it under request id " + id));
        } finally {
            note(request, response, info, id, user, denied);
        }
    }

    private void note(HttpServletRequest request, HttpServletResponse response, RequestInfo info, String id,
            String user,
            boolean denied) {
        if ((denied || !info.reads()) && !info.path().equals("/internal/events")) {
            audit.record(new Audit.Entry(clock.instant(), id, user, request.getRemoteAddr(), info.organisation(),
                    info.verb(),
                    info.path(), denied ? "deny" : "allow", response.getStatus()));
        }
    }

    private static String decoded(HttpServletRequest request) {
        try {
            return URLDecoder.decode(request.getRequestURI().replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            throw new Refusal(Reason.BAD_REQUEST, "The path is not well-formed: a % is followed by two hexadecimal "
                    + "digits, and %25 is the sign itself");
        }
    }

    private static boolean watches(HttpServletRequest request) {
        return Query.parse(request.getQueryString()).flag("watch");
    }

    private static void authorise(Identity identity, RequestInfo info) {
        switch (Access.decide(identity, info)) {
            case Access.Allowed _ -> {
            }
            case Access.Denied(var message) -> throw new Refusal(Reason.FORBIDDEN,
                    info.resource().map(r -> r + (info.group().isEmpty() ? "" : "." + info.group())).orElse("")
                            + " is forbidden: " + message);
        }
        if (!info.organisation().equals(RequestInfo.DEFAULT_ORGANISATION)) {
            throw new Refusal(Reason.NOT_FOUND, "the server could not find the requested resource");
        }
    }

    private void route(HttpServletRequest request, HttpServletResponse response, RequestInfo info, Identity identity,
            Caller caller) throws ServletException, IOException, InterruptedException {
        var body = body(request);
        if (Reviews.serves(info)) {
            send(response, info.resource().isEmpty() ? 200 : 201, info.resource().isEmpty()
                    ? Reviews.describe(info)
                    : Reviews.answer(info, identity, body));
            return;
        }
        var path = info.path();
        if (path.equals("/apis")) {
            groups(request, response, caller);
        } else if (path.equals("/openapi/v3")) {
            send(response, 200, merged.openApi(caller));
        } else if (path.equals("/openapi/v2")) {
            merged.whole(caller).answerV2(request, response);
        } else if (path.equals("/openapi/cairn.json")) {
            merged.whole(caller).answerV3(request, response);
        } else if (own(path)) {
            namespaceExists(info);
            var given = info.resource().equals(Optional.of("namespaces"))
                    ? Reviews.namespaceAsJson(body).orElse(body)
                    : body;
            core.service(new Inner(request, caller, encoded(request, info), given), response);
        } else {
            namespaceExists(info);
            var base = upstreams.route(group(path))
                    .orElseThrow(
                            () -> new Refusal(Reason.NOT_FOUND, "the server could not find the requested resource"));
            proxy.pass(base, caller, request, response, encoded(request, info), body);
        }
    }

    private void groups(HttpServletRequest request, HttpServletResponse response, Caller caller)
            throws IOException, InterruptedException {
        var accept = Optional.ofNullable(request.getHeader("Accept")).orElse("");
        send(response, 200, merged.groups(caller, Negotiation.aggregated(accept)));
    }

    /** Whether the gateway itself serves what the path names. */
    private boolean own(String path) {
        return path.equals("/api") || path.startsWith("/api/") || path.startsWith("/openapi/v3/api/")
                || core.serves(group(path));
    }

    /** {@code /apis/GROUP/...} and {@code /openapi/v3/apis/GROUP/...}. */
    private static String group(String path) {
        var parts = path.replaceFirst("^/openapi/v3", "").split("/");
        return parts.length >= 3 && parts[1].equals("apis") ? parts[2] : "";
    }

    private static String encoded(HttpServletRequest request, RequestInfo info) {
        var uri = request.getRequestURI();
        return uri.startsWith("/t/") ? uri.substring(uri.indexOf('/', 3)) : uri;
    }

    private void namespaceExists(RequestInfo info) {
        if (!info.createsInNamespace()) {
            return;
        }
        var namespace = info.namespace().orElseThrow();
        switch (namespacePhase.apply(info.organisation(), namespace)) {
            case "Active" -> {
            }
            case "Terminating" ->
                throw new Refusal(Reason.FORBIDDEN, ("namespace \"%s\" is being terminated: nothing new can be "
                        + "created in it").formatted(namespace));
            default -> throw new Refusal(Reason.NOT_FOUND,
                    "namespaces \"%s\" not found; create it with: kubectl create namespace %s"
                            .formatted(namespace, namespace));
        }
    }

    private void events(HttpServletRequest request, HttpServletResponse response, Identity identity)
            throws IOException {
        if (!identity.in(Identity.SERVICES)) {
            throw new Refusal(Reason.FORBIDDEN, "Only services deliver events here");
        }
        Json.MAPPER.readTree(body(request)).path("items").forEach(inbox::take);
        response.setStatus(204);
    }

    private static byte[] body(HttpServletRequest request) throws IOException {
        if (request.getContentLengthLong() > MAX_BODY) {
            throw tooLarge();
        }
        var bytes = request.getInputStream().readNBytes(MAX_BODY + 1);
        if (bytes.length > MAX_BODY) {
            throw tooLarge();
        }
        return bytes;
    }

    private static Refusal tooLarge() {
        return new Refusal(Reason.REQUEST_ENTITY_TOO_LARGE,
                "Request entity too large: limit is " + MAX_BODY + " bytes");
    }

    static void send(HttpServletResponse response, int code, JsonNode body) throws IOException {
        response.setStatus(code);
        var kind = body.path("kind").asString("");
        response.setContentType(kind.equals("APIGroupDiscoveryList")
                ? "application/json;g=apidiscovery.k8s.io;v=%s;as=APIGroupDiscoveryList".formatted(
                        body.path("apiVersion").asString().endsWith("v2") ? "v2" : "v2beta1")
                : "application/json");
        response.getOutputStream().write(Json.MAPPER.writeValueAsBytes(body));
    }

    private static void refuse(HttpServletResponse response, Refusal refusal) throws IOException {
        if (response.isCommitted()) {
            return;
        }
        response.resetBuffer();
        refusal.retryAfterSeconds().ifPresent(seconds -> response.setHeader("Retry-After", Integer.toString(seconds)));
        send(response, refusal.reason().code(), Statuses.failure(refusal, Optional.empty(), Optional.empty()));
    }
}
