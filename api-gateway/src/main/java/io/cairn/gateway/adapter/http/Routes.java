package io.cairn.gateway.adapter.http;

import io.cairn.gateway.application.Underway;
import io.cairn.gateway.domain.Identity;
import io.cairn.gateway.domain.RequestInfo;
import io.cairn.gateway.domain.StreamTicket;
import io.cairn.gateway.domain.Termination;
import io.cairn.resource.adapter.http.Negotiation;
import io.cairn.resource.adapter.http.ResourceServlet;
import io.cairn.resource.domain.Caller;
import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;
import tools.jackson.databind.node.ObjectNode;

/** Where an admitted request goes: to what the gateway serves itself, or to the service that owns the API group. */
final class Routes {
    private static final String APPLY = "application/apply-patch+yaml";

    private final Upstreams upstreams;
    private final Proxy proxy;
    private final Merged merged;
    private final ResourceServlet core;
    private final Admission admission;
    private final AuditPages audit;
    private final LiveRequests live;
    private final TicketDesk desk;
    private final Pace pace;
    private final Underway underway;
    private final BiFunction<String, String, String> namespacePhase;
    private final Runnable identitiesChanged;

    Routes(Door.Parts parts, BiFunction<String, String, String> namespacePhase, Runnable identitiesChanged) {
        this.upstreams = parts.upstreams();
        this.proxy = new Proxy(upstreams);
        this.core = parts.core();
        this.merged = new Merged(upstreams, core);
        this.admission = parts.admission();
        this.audit = parts.auditPages();
        this.live = parts.live();
        this.desk = parts.desk();
        this.pace = parts.pace();
        this.underway = parts.underway();
        this.namespacePhase = namespacePhase;
        this.identitiesChanged = identitiesChanged;
    }

    void route(HttpServletRequest request, HttpServletResponse response, RequestInfo info, Identity identity,
            Caller caller) throws ServletException, IOException, InterruptedException {
        var body = pace.body(request);
        if (Reviews.serves(info)) {
            Door.send(response, info.resource().isEmpty() ? 200 : 201, info.resource().isEmpty()
                    ? Reviews.describe(info)
                    : Reviews.answer(info, identity, admission, body));
            return;
        }
        if (AuditPages.serves(info)) {
            audit.answer(info, identity, request, response);
            return;
        }
        var path = info.path();
        if (path.equals("/apis")) {
            groups(request, response, caller);
        } else if (path.equals("/openapi/v3")) {
            Door.send(response, 200, merged.openApi(caller));
        } else if (path.equals("/openapi/v2")) {
            merged.whole(caller).answerV2(request, response);
        } else if (path.equals("/openapi/cairn.json")) {
            merged.whole(caller).answerV3(request, response);
        } else if (own(path)) {
            // Whether the object may be made there is asked in the transaction that makes it.
            var given = info.resource().equals(Optional.of("namespaces"))
                    ? Reviews.namespaceAsJson(body).orElse(body)
                    : body;
            var identities = info.group().equals("iam.cairn.io") && !request.getMethod().equals("GET");
            core.service(new Inner(request, caller, encoded(request, info), given),
                    identities ? new Announced(response, identitiesChanged) : response);
            if (identities) {
                // There are answers without a body.
                identitiesChanged.run();
            }
        } else {
            var base = upstreams.route(group(path))
                    .orElseThrow(
                            () -> new Refusal(Reason.NOT_FOUND, "the server could not find the requested resource"));
            var target = new Proxy.Target(base, encoded(request, info), body, info.streams());
            var origin = new Proxy.Origin(identity, caller, live, admission.still(info));
            try (var _ = creating(info, request)) {
                if (StreamTicket.wanted(info)) {
                    ticket(target, request, response, info, origin);
                } else {
                    proxy.pass(target, origin, request, response);
                }
            }
        }
    }

    /** The service says what a ticket would be for, or why there is none. */
    private void ticket(Proxy.Target target, HttpServletRequest request, HttpServletResponse response, RequestInfo info,
            Proxy.Origin origin) throws IOException, InterruptedException {
        var answer = proxy.ask(target, origin, request);
        var described = answer.code() == HttpServletResponse.SC_ACCEPTED
                ? TicketDesk.described(answer.body())
                : Optional.<ObjectNode>empty();
        if (described.isPresent()) {
            desk.give(info, origin.identity(), described.get(), response);
        } else {
            answer.write(response);
        }
    }

    private void groups(HttpServletRequest request, HttpServletResponse response, Caller caller)
            throws IOException, InterruptedException {
        var accept = Optional.ofNullable(request.getHeader("Accept")).orElse("");
        Door.send(response, 200, merged.groups(caller, Negotiation.aggregated(accept)));
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
        if (!uri.startsWith("/t/")) {
            return uri;
        }
        var rest = uri.indexOf('/', 3);
        return rest < 0 ? "/" : uri.substring(rest);
    }

    private static boolean applies(HttpServletRequest request) {
        return Optional.ofNullable(request.getContentType())
                .filter(type -> type.toLowerCase(Locale.ROOT).startsWith(APPLY))
                .isPresent();
    }

    /** A service does not know projects: whether this one stands is asked here, and those who empty it wait for us. */
    private Underway.Entry creating(RequestInfo info, HttpServletRequest request) {
        if (!info.creates(applies(request))) {
            return Underway.Entry.NONE;
        }
        var entry = underway.enter(info.organisation(), info.namespace().orElse(""));
        try {
            standing(info);
            return entry;
        } catch (RuntimeException refused) {
            entry.close();
            throw refused;
        }
    }

    private void standing(RequestInfo info) {
        if (admission.directories().current().terminating().contains(info.organisation())) {
            throw Termination.ofOrganisation(info.what(), info.organisation(), info.namespace().isPresent());
        }
        info.namespace().ifPresent(namespace -> {
            switch (namespacePhase.apply(info.organisation(), namespace)) {
                case "Active" -> {
                }
                case "Terminating" -> throw Termination.ofNamespace(info.what(), namespace);
                default -> throw Termination.missing(namespace);
            }
        });
    }
}
