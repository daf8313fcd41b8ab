package io.cairn.gateway.adapter.http;

import io.cairn.gateway.application.AuditTrail;
import io.cairn.gateway.application.AuditedEntry;
import io.cairn.gateway.domain.Identity;
import io.cairn.gateway.domain.RequestInfo;
import io.cairn.gateway.domain.iam.Grant;
import io.cairn.resource.adapter.http.Query;
import io.cairn.resource.adapter.json.Json;
import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * The group {@code audit.cairn.io}: entries, newest first, in pages or exported as JSON lines, and the proof of their
 * chain. An auditor of an organisation sees what happened in it, an operator may ask for all.
 */
public final class AuditPages {
    static final String GROUP = "audit.cairn.io";
    private static final int PAGE = 100;
    private static final int MAX_PAGE = 1_000;
    /** An export ends here, and says where to go on. */
    private static final int MAX_EXPORT = 1_000_000;

    private final AuditTrail trail;
    private final Admission admission;

    public AuditPages(AuditTrail trail, Admission admission) {
        this.trail = trail;
        this.admission = admission;
    }

    static boolean serves(RequestInfo request) {
        return request.group().equals(GROUP);
    }

    void answer(RequestInfo info, Identity identity, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (!info.reads() || info.name().isPresent()) {
            throw new Refusal(Reason.METHOD_NOT_ALLOWED, "The audit log is read as a list; nobody writes it");
        }
        switch (info.resource().orElse("")) {
            case "" -> Door.send(response, 200, resources());
            case "entries" -> entries(query(info, identity, request), request, response);
            case "verify" -> Door.send(response, 200, proof());
            default -> throw new Refusal(Reason.NOT_FOUND, "the server could not find the requested resource");
        }
    }

    private static ObjectNode resources() {
        var list = Json.MAPPER.createObjectNode()
                .put("kind", "APIResourceList")
                .put("apiVersion", "v1")
                .put("groupVersion", GROUP + "/v1");
        list.putArray("resources")
                .addObject()
                .put("name", "entries")
                .put("singularName", "entry")
                .put("namespaced", false)
                .put("kind", "AuditEntry")
                .putArray("verbs")
                .add("list");
        return list;
    }

    private AuditTrail.Query query(RequestInfo info, Identity identity, HttpServletRequest request) {
        var query = Query.parse(request.getQueryString());
        var all = query.flag("allOrganisations");
        if (all && admission.grants(identity)
                .stream()
                .filter(Grant::everywhere)
                .noneMatch(grant -> grant.covers("list", GROUP, "entries", ""))) {
            throw new Refusal(Reason.FORBIDDEN, "allOrganisations: only who may read the audit log everywhere sees "
                    + "more than one organisation");
        }
        return new AuditTrail.Query(all ? Optional.empty() : Optional.of(info.organisation()), query.first("user"),
                query.first("verb"), query.first("resource"), query.first("namespace"), query.first("name"),
                query.first("decision").map(AuditPages::decision), query.first("from").map(at -> time("from", at)),
                query.first("to").map(at -> time("to", at)),
                query.first("continue").map(text -> number("continue", text)));
    }

    private static String decision(String text) {
        if (!List.of("allow", "deny").contains(text)) {
            throw new Refusal(Reason.BAD_REQUEST, "decision: \"%s\": must be allow or deny".formatted(text));
        }
        return text;
    }

    private static Instant time(String field, String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException malformed) {
            throw new Refusal(Reason.BAD_REQUEST,
                    "%s: \"%s\": must be a time such as 2026-11-28T06:00:00Z".formatted(field, text));
        }
    }

    private static long number(String field, String text) {
        if (!text.matches("[0-9]{1,18}")) {
            throw new Refusal(Reason.BAD_REQUEST, "%s: \"%s\": must be a whole number".formatted(field, text));
        }
        return Long.parseLong(text);
    }

    private void entries(AuditTrail.Query query, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        var accept = Optional.ofNullable(request.getHeader("Accept")).orElse("");
        if (accept.contains("jsonl") || accept.contains("ndjson")) {
            export(query, response);
            return;
        }
        var asked = Query.parse(request.getQueryString()).first("limit").map(text -> number("limit", text));
        var limit = (int) Math.clamp(asked.orElse((long) PAGE), 1, MAX_PAGE);
        var rows = trail.page(query, limit);
        var list = Json.MAPPER.createObjectNode().put("kind", "AuditEntryList").put("apiVersion", GROUP + "/v1");
        var metadata = list.putObject("metadata");
        if (rows.size() == limit) {
            metadata.put("continue", Long.toString(rows.getLast().id()));
        }
        var items = list.putArray("items");
        rows.forEach(row -> items.add(entry(row)));
        Door.send(response, 200, list);
    }

    private void export(AuditTrail.Query first, HttpServletResponse response) throws IOException {
        response.setContentType("application/jsonl");
        var out = response.getOutputStream();
        var query = first;
        for (var written = 0; written < MAX_EXPORT;) {
            var rows = trail.page(query, MAX_PAGE);
            for (var row : rows) {
                out.write((Json.MAPPER.writeValueAsString(entry(row)) + "\n").getBytes(StandardCharsets.UTF_8));
            }
            written += rows.size();
            if (rows.size() < MAX_PAGE) {
                return;
            }
            query = new AuditTrail.Query(query.organisation(), query.user(), query.verb(), query.resource(),
                    query.namespace(), query.name(), query.decision(), query.from(), query.to(),
                    Optional.of(rows.getLast().id()));
        }
    }

    private ObjectNode proof() {
        var proof = trail.verify();
        var answer = Json.MAPPER.createObjectNode()
                .put("kind", "AuditVerification")
                .put("apiVersion", GROUP + "/v1")
                .put("ok", proof.broken().isEmpty())
                .put("from", proof.from())
                .put("to", proof.to())
                .put("checked", proof.checked());
        proof.broken()
                .ifPresent(id -> answer.put("firstBroken", id)
                        .put("message",
                                "Entry %d does not follow from the one before: it was changed, or some were taken out"
                                        .formatted(id)));
        return answer;
    }

    private static ObjectNode entry(AuditedEntry row) {
        var entry = Json.MAPPER.createObjectNode().put("apiVersion", GROUP + "/v1").put("kind", "AuditEntry");
        entry.putObject("metadata")
                .put("name", Long.toString(row.id()))
                .put("creationTimestamp", row.at().toString());
        entry.put("id", row.id()).put("at", row.at().toString()).put("user", row.user());
        row.groups().forEach(entry.putArray("groups")::add);
        return entry.put("impersonatedBy", row.impersonator())
                .put("tokenId", row.token())
                .put("source", row.source())
                .put("userAgent", row.userAgent())
                .put("organisation", row.organisation())
                .put("verb", row.verb())
                .put("group", row.group())
                .put("resource", row.resource())
                .put("namespace", row.namespace())
                .put("name", row.name())
                .put("subresource", row.subresource())
                .put("path", row.path())
                .put("decision", row.decision())
                .put("code", row.code())
                .put("requestId", row.requestId())
                .put("latencyMillis", row.millis())
                .put("previous", row.previous())
                .put("hash", row.hash());
    }
}
