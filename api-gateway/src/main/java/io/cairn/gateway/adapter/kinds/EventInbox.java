package io.cairn.gateway.adapter.kinds;

import io.cairn.resource.application.Resources;
import io.cairn.resource.domain.ObjectKey;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/** Takes in what services report; the same thing happening again is counted, not listed anew. */
public final class EventInbox {
    private static final Logger log = LoggerFactory.getLogger(EventInbox.class);
    private static final Duration KEEP = Duration.ofHours(24);
    private static final int PAGE = 500;

    private final Resources<CoreKinds.EventSpec, CoreKinds.EventFacts, CoreKinds.Nothing> events;
    private final TransactionTemplate transactions;
    private final Clock clock;

    public EventInbox(Resources<CoreKinds.EventSpec, CoreKinds.EventFacts, CoreKinds.Nothing> events,
            TransactionTemplate transactions, Clock clock) {
        this.events = events;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** Idempotent by the item's id. */
    public void take(JsonNode item) {
        var regarding = item.path("regarding");
        var about = String.join("/", text(regarding, "uid"), text(item, "reason"), text(item, "message"));
        var name = text(regarding, "name") + "."
                + UUID.nameUUIDFromBytes(about.getBytes(StandardCharsets.UTF_8))
                        .toString()
                        .replace("-", "")
                        .substring(0, 16);
        var key = new ObjectKey(text(item, "organisation"), text(item, "namespace"), name);
        var at = Instant.parse(text(item, "at")).truncatedTo(java.time.temporal.ChronoUnit.SECONDS);
        transactions.executeWithoutResult(_ -> {
            var standing = events.find(key);
            if (standing.isPresent() && standing.get().facts().lastId().equals(Optional.of(text(item, "id")))) {
                return;
            }
            var uid = standing.map(event -> event.uid())
                    .orElseGet(() -> events.create(key, Map.of(), List.of(), spec(item, regarding, at, 0)).uid());
            var first = standing.flatMap(event -> event.spec().firstTimestamp()).orElse(at);
            var count = standing.flatMap(event -> event.spec().count()).orElse(0) + 1;
            var changed = events.changeSpec(uid, text(item, "component"),
                    _ -> counted(spec(item, regarding, at, count), first));
            changed.ifPresent(event -> remember(event.uid(), text(item, "id")));
        });
    }

    private void forget(
            io.cairn.resource.domain.Resource<CoreKinds.EventSpec, CoreKinds.EventFacts, CoreKinds.Nothing> event) {
        var deleted = events.delete(event.uid());
        log.atTrace().addKeyValue("event", deleted.isPresent()).log("Event forgotten");
    }

    private void remember(String uid, String id) {
        var noted = events.changeFacts(uid, _ -> new CoreKinds.EventFacts(Optional.of(id)));
        log.atTrace().addKeyValue("event", noted.isPresent()).log("Event counted");
    }

    private static CoreKinds.EventSpec spec(JsonNode item, JsonNode regarding, Instant at, int count) {
        var reference = new CoreKinds.Reference(given(regarding, "apiVersion"), given(regarding, "kind"),
                given(regarding, "namespace"), given(regarding, "name"), given(regarding, "uid"), Optional.empty(),
                Optional.empty());
        var component = given(item, "component");
        return new CoreKinds.EventSpec(reference, given(item, "reason"), given(item, "message"), given(item, "type"),
                Optional.of(count), Optional.of(at), Optional.of(at), Optional.empty(),
                Optional.of(new CoreKinds.Source(component, Optional.empty())), Optional.empty(), component,
                Optional.empty());
    }

    private static CoreKinds.EventSpec counted(CoreKinds.EventSpec spec, Instant first) {
        return new CoreKinds.EventSpec(spec.involvedObject(), spec.reason(), spec.message(), spec.type(), spec.count(),
                Optional.of(first), spec.lastTimestamp(), spec.eventTime(), spec.source(), spec.action(),
                spec.reportingComponent(), spec.reportingInstance());
    }

    private static String text(JsonNode node, String field) {
        return node.path(field).asString("");
    }

    private static Optional<String> given(JsonNode node, String field) {
        return Optional.of(text(node, field)).filter(value -> !value.isEmpty());
    }

    /** Forgets events that have not happened for a day. */
    public void prune() {
        var limit = clock.instant().minus(KEEP);
        var page = events.page("", PAGE);
        while (!page.isEmpty()) {
            page.stream()
                    .filter(event -> event.spec()
                            .lastTimestamp()
                            .orElse(event.metadata().creationTimestamp())
                            .isBefore(limit))
                    .forEach(this::forget);
            page = page.size() < PAGE ? List.of() : events.page(page.getLast().uid(), PAGE);
        }
    }
}
