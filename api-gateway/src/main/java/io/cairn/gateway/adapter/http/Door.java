package io.cairn.gateway.adapter.http;

import io.cairn.gateway.adapter.kinds.EventInbox;
import io.cairn.gateway.application.Audit;
import io.cairn.gateway.application.Underway;
import io.cairn.gateway.domain.Access;
import io.cairn.gateway.domain.Identity;
import io.cairn.gateway.domain.RequestInfo;
import io.cairn.resource.adapter.http.HangUps;
import io.cairn.resource.adapter.http.Query;
import io.cairn.resource.adapter.http.ResourceServlet;
import io.cairn.resource.adapter.http.Statuses;
import io.cairn.resource.adapter.json.Json;
import io.cairn.resource.adapter.json.Storable;
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
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.apache.coyote.CloseNowException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * The one way in. In this order: request id, what is asked, who asks, not too often, may they, where does it go. Whatever
 * fails answers with a Status; writes, denials and looks at what is sensitive go to the audit log.
 */
public final class Door extends HttpServlet {
    private static final long serialVersionUID = 1;
    private static final Logger log = LoggerFactory.getLogger(Door.class);

    private final transient Admission admission;
    private final transient RateLimits limits;
    private final transient InFlight inFlight;
    private final transient LiveRequests live;
    private final transient Audit audit;
    private final transient Routes routes;
    private final transient EventInbox inbox;
    private final transient Fixed fixed;
    private final transient ConsolePages pages = new ConsolePages();
    private final transient TicketDesk desk;
    private final transient Pace pace;
    private final transient Clock clock;

    /** What the gateway knows and keeps, for whoever builds the door. */
    public record Parts(Admission admission, RateLimits limits, InFlight inFlight, LiveRequests live, Audit audit,
            AuditPages auditPages,
            Upstreams upstreams, ResourceServlet core, EventInbox inbox, Fixed fixed, TicketDesk desk, Pace pace,
            Underway underway, Clock clock) {}

    /**
     * @param namespacePhase Active, Terminating or the empty string, by organisation and name
     * @param identitiesChanged called after each write of an identity
     */
    public Door(Parts parts, BiFunction<String, String, String> namespacePhase, Runnable identitiesChanged) {
        this.admission = parts.admission();
        this.limits = parts.limits();
        this.inFlight = parts.inFlight();
        this.live = parts.live();
        this.audit = parts.audit();
        this.routes = new Routes(parts, namespacePhase, identitiesChanged);
        this.inbox = parts.inbox();
        this.fixed = parts.fixed();
        this.desk = parts.desk();
        this.pace = parts.pace();
        this.clock = parts.clock();
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        var visit = new Visit(UUID.randomUUID().toString(), clock.instant(), System.nanoTime());
        response.setHeader("X-Request-Id", visit.id);
        try {
            visit.info = RequestInfo.parse(request.getMethod(), decoded(request), watches(request));
            if (fixed.answer(visit.info.path(), response) || pages.answer(visit.info.path(), request, response)) {
                return;
            }
            serve(request, response, visit);
        } catch (Refusal refusal) {
            visit.denied |= refusal.reason() == Reason.FORBIDDEN || refusal.reason() == Reason.UNAUTHORIZED;
            refuse(response, refusal);
            if (refusal.reason() == Reason.REQUEST_TIMEOUT) {
                // What is left of the body is not waited for either.
                response.flushBuffer();
                throw new CloseNowException("A body came too slowly", refusal);
            }
        } catch (InterruptedException ended) {
            log.atDebug().addKeyValue("requestId", visit.id).log("A stream was ended");
        } catch (IOException gone) {
            log.atDebug().addKeyValue("requestId", visit.id).setCause(gone).log("A connection broke");
            if (response.isCommitted()) {
                // The client must not take half an answer for a whole one. Tomcat closes, and has nothing to log.
                throw new CloseNowException("A connection broke", gone);
            }
        } catch (RuntimeException bug) {
            log.atError()
                    .addKeyValue("requestId", visit.id)
                    .addKeyValue("path", visit.info.path())
                    .setCause(bug)
                    .log("A request failed");
            refuse(response, new Refusal(Reason.INTERNAL_ERROR,
                    "Internal error; the gateway's log has it under request id " + visit.id));
        } finally {
            note(request, response, visit);
        }
    }

    /** What becomes known of a request on its way. */
    private static final class Visit {
        private static final RequestInfo NOTHING = new RequestInfo("get", RequestInfo.DEFAULT_ORGANISATION, "", "", "",
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        private final String id;
        private final Instant at;
        private final long nanos;
        private RequestInfo info = NOTHING;
        private Optional<Identity> who = Optional.empty();
        private boolean denied;

        Visit(String id, Instant at, long nanos) {
            this.id = id;
            this.at = at;
            this.nanos = nanos;
        }
    }

    private void serve(HttpServletRequest request, HttpServletResponse response, Visit visit)
            throws ServletException, IOException, InterruptedException {
        var info = visit.info;
        var opened = identify(request, info);
        var identity = opened.identity();
        visit.who = Optional.of(identity);
        if (info.path().equals("/internal/events")) {
            events(request, response, identity);
            return;
        }
        if (!identity.in(Identity.SERVICES)) {
            limits.request(LiveRequests.client(identity));
        }
        var access = admission.decide(identity, info);
        visit.denied = !(access instanceof Access.Allowed);
        Admission.enforce(access, info);
        var caller = new Caller(identity.user(), identity.groups(), info.organisation(), visit.id);
        if (!info.streams()) {
            try (var _ = inFlight.enter(LiveRequests.client(identity))) {
                routes.route(opened.request(), response, info, identity, caller);
            }
            return;
        }
        try (var _ = live.enter(identity, admission.still(info), Ending.of(request),
                () -> HangUps.heard(request))) {
            routes.route(opened.request(), response, info, identity, caller);
        }
    }

    private TicketDesk.Opened identify(HttpServletRequest request, RequestInfo info) {
        var address = request.getRemoteAddr();
        limits.mayTry(address);
        try {
            return desk.open(info, request)
                    .orElseGet(() -> new TicketDesk.Opened(admission.identify(request), request));
        } catch (Refusal refusal) {
            if (refusal.reason() == Reason.UNAUTHORIZED) {
                limits.failed(address);
            }
            throw refusal;
        }
    }

    private void note(HttpServletRequest request, HttpServletResponse response, Visit visit) {
        // What a kind's rules forbid, such as giving away what one does not have, is answered behind the door.
        visit.denied |= response.getStatus() == HttpServletResponse.SC_FORBIDDEN;
        if (Audit.keeps(visit.info, visit.denied, visit.who, part(visit.info, response))
                && !visit.info.path().equals("/internal/events")) {
            audit.record(new Audit.Entry(visit.at, visit.id, visit.who, request.getRemoteAddr(),
                    Optional.ofNullable(request.getHeader("User-Agent")).orElse(""), visit.info, visit.denied,
                    response.getStatus(), TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - visit.nanos)));
        }
    }

    /** Whether an upload is under way before and after: its begin and its end are recorded, not every part of it. */
    private static boolean part(RequestInfo info, HttpServletResponse response) {
        var offset = response.getHeader("Upload-Offset");
        return response.getStatus() == HttpServletResponse.SC_OK && offset != null
                && (info.reads() || info.verb().equals("patch") && !offset.equals(response.getHeader("Upload-Length")));
    }

    private static String decoded(HttpServletRequest request) {
        try {
            var path = URLDecoder.decode(request.getRequestURI().replace("+", "%2B"), StandardCharsets.UTF_8);
            if (!Storable.is(path)) {
                throw new Refusal(Reason.BAD_REQUEST, "The path holds a character that no name has: U+0000");
            }
            return path;
        } catch (IllegalArgumentException malformed) {
            throw new Refusal(Reason.BAD_REQUEST, "The path is not well-formed: a % is followed by two hexadecimal "
                    + "digits, and %25 is the sign itself");
        }
    }

    private static boolean watches(HttpServletRequest request) {
        return Query.parse(request.getQueryString()).flag("watch");
    }

    private void events(HttpServletRequest request, HttpServletResponse response, Identity identity)
            throws IOException {
        if (!identity.in(Identity.SERVICES)) {
            throw new Refusal(Reason.FORBIDDEN, "Only services deliver events here");
        }
        Json.MAPPER.readTree(pace.body(request)).path("items").forEach(inbox::take);
        response.setStatus(204);
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
