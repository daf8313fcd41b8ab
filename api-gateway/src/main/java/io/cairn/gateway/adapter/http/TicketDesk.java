package io.cairn.gateway.adapter.http;

import io.cairn.gateway.application.Tickets;
import io.cairn.gateway.domain.Identity;
import io.cairn.gateway.domain.RequestInfo;
import io.cairn.gateway.domain.StreamTicket;
import io.cairn.resource.adapter.http.Query;
import io.cairn.resource.adapter.http.Upgrades;
import io.cairn.resource.adapter.json.Json;
import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Gives out tickets for streams, and takes them in: a browser cannot set a header on a WebSocket, and a token in a URL
 * would be too good to lose.
 */
public record TicketDesk(Tickets tickets, Admission admission, Clock clock) {
    private static final String PARAMETER = "ticket";

    /** Who opens a stream with a ticket, and the request without it: it bears what the ticket is bound to instead. */
    record Opened(Identity identity, HttpServletRequest request) {}

    private static final class Bound extends HttpServletRequestWrapper {
        private final String query;

        Bound(HttpServletRequest request, StreamTicket ticket) {
            super(request);
            this.query = "uid=%s&epoch=%d".formatted(ticket.uid(), ticket.epoch());
        }

        @Override
        public String getQueryString() {
            return query;
        }
    }

    /** Takes the ticket of a request that shows one; empty if it shows none. Refuses one that does not open it. */
    Optional<Opened> open(RequestInfo info, HttpServletRequest request) {
        if (!StreamTicket.opens(info)) {
            return Optional.empty();
        }
        return Query.parse(request.getQueryString()).first(PARAMETER).map(secret -> {
            if (Admission.impersonates(request)) {
                throw new Refusal(Reason.FORBIDDEN,
                        "A ticket stands for who asked for it: nobody can be impersonated with it");
            }
            if (!Upgrades.wanted(request)) {
                var _ = tickets.look(secret)
                        .map(ticket -> holder(ticket, info))
                        .orElseThrow(TicketDesk::unknown);
                throw new Refusal(Reason.BAD_REQUEST, ("%s is interactive: open it as a WebSocket. The ticket was not "
                        + "used").formatted(info.subresource().orElse("")));
            }
            var ticket = tickets.redeem(secret).orElseThrow(TicketDesk::unknown);
            return new Opened(holder(ticket, info), new Bound(request, ticket));
        });
    }

    private Identity holder(StreamTicket ticket, RequestInfo info) {
        var now = clock.instant();
        ticket.misfit(info, now)
                .ifPresent(why -> {
                    throw unauthorized("The ticket does not open this: " + why);
                });
        return admission.directories()
                .current()
                .still(ticket.who(), now)
                .orElseThrow(() -> unauthorized(
                        "The ticket does not open this: the token with which it was asked for holds no more"));
    }

    private static Refusal unknown() {
        return unauthorized("The ticket is not known: it was used already, it expired long ago, or it never was one");
    }

    private static Refusal unauthorized(String why) {
        return new Refusal(Reason.UNAUTHORIZED,
                "%s. A ticket opens one stream, once, within %d s; ask for another one".formatted(why,
                        StreamTicket.LIFE.toSeconds()));
    }

    /** Answers who asked for a ticket. The service has said which machine it would be for. */
    void give(RequestInfo info, Identity identity, ObjectNode described, HttpServletResponse response)
            throws IOException {
        var stream = described.at("/spec/stream").asString("");
        var opening = info.opening(stream);
        Admission.enforce(admission.decide(identity, opening), opening);
        var now = clock.instant();
        var ticket = new StreamTicket(identity, info.organisation(), info.namespace().orElseThrow(),
                info.name().orElseThrow(), stream, described.at("/status/machineUid").asString(""),
                described.at("/status/epoch").asLong(0), now.plus(StreamTicket.LIFE));
        var secret = tickets.issue(ticket, now).orElseThrow(() -> tooMany(ticket.holder()));
        if (described.path("status") instanceof ObjectNode status) {
            status.put(PARAMETER, secret)
                    .put("expires", ticket.expires().toString())
                    .put("path", path(opening))
                    .put("page", ConsolePages.path(ticket));
        }
        response.setHeader("Cache-Control", "no-store");
        Door.send(response, HttpServletResponse.SC_ACCEPTED, described);
    }

    private static Refusal tooMany(String holder) {
        var message = "%d tickets of %s wait to be used, the most that one may have; use them, or wait until they expire";
        return new Refusal(Reason.TOO_MANY_REQUESTS, message.formatted(Tickets.PER_HOLDER, holder), List.of(),
                Optional.of((int) StreamTicket.LIFE.toSeconds()));
    }

    private static String path(RequestInfo opening) {
        var home = opening.organisation().equals(RequestInfo.DEFAULT_ORGANISATION);
        return (home ? "" : "/t/" + opening.organisation()) + opening.path();
    }

    /** What a service answered, if it is what a ticket can be made of. */
    static Optional<ObjectNode> described(byte[] answer) {
        JsonNode document = Json.MAPPER.readTree(answer);
        return document instanceof ObjectNode object && object.path("kind").asString("").equals("StreamTicket")
                ? Optional.of(object)
                : Optional.empty();
    }
}
