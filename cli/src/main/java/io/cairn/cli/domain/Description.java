package io.cairn.cli.domain;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** An object in words, for {@code describe} and {@code explain type/name}. Pure. */
public record Description(ResourceType type, ApiObject object, List<ApiObject> events, Instant now) {

    /** Everything: what it is, what was asked, what is, why, what happened. */
    public List<String> full() {
        List<String> out = new ArrayList<>();
        FieldText head = new FieldText(out, 0, FieldText.VALUE_COLUMN);
        head.field("Name", object.name());
        if (type.namespaced()) {
            head.field("Namespace", object.namespace());
        }
        head.field("Kind", object.kind() + " (" + object.apiVersion() + ")");
        head.map("Labels", object.object("metadata", "labels"));
        head.map("Annotations", object.object("metadata", "annotations"));
        head.field("Created", when(object.text("metadata", "creationTimestamp")));
        String deleting = object.text("metadata", "deletionTimestamp");
        if (!deleting.isEmpty()) {
            head.field("Deleting", "asked " + when(deleting) + ", waiting for "
                    + String.join(", ", object.list("metadata", "finalizers").stream().map(Object::toString).toList()));
        }
        for (Map.Entry<String, Object> section : object.fields().entrySet()) {
            if (!List.of("apiVersion", "kind", "metadata", "status").contains(section.getKey())) {
                head.tree(section.getKey(), section.getValue());
            }
        }
        ApiObject status = object.object("status").without("conditions");
        if (!status.isEmpty()) {
            head.tree("status", status.fields());
        }
        conditions(out);
        events(out);
        next(out, false);
        return out;
    }

    /** Only why it is as it is. */
    public List<String> why() {
        List<String> out = new ArrayList<>();
        String node = object.text("status", "node");
        String phase = Diagnosis.phase(object);
        out.add(type.word() + "/" + object.name() + " is " + phase + (node.isEmpty() ? "" : " on " + node) + ".");
        String sentence = Diagnosis.sentence(object);
        if (!sentence.isBlank()) {
            out.add(Safe.lines(sentence));
        }
        object.condition("Scheduled")
                .filter(Condition::isTrue)
                .filter(c -> !c.message().isBlank())
                .ifPresent(c -> out.add(Safe.text(c.message())));
        if (object.number("status", "observedGeneration") > 0
                && object.number("status", "observedGeneration") < object.generation()) {
            out.add("The status answers generation " + object.number("status", "observedGeneration")
                    + "; the spec is at " + object.generation() + ".");
        }
        conditions(out);
        events(out);
        next(out, true);
        return out;
    }

    private void conditions(List<String> out) {
        if (object.conditions().isEmpty()) {
            return;
        }
        out.add("Conditions:");
        Table table = new Table(List.of("Type", "Status", "Age", "Reason", "Message"),
                object.conditions()
                        .stream()
                        .map(c -> List.of(c.type(), c.status(),
                                c.since().isEmpty() ? "" : Age.since(c.since(), now), c.reason(), c.message()))
                        .toList());
        table.text().forEach(line -> out.add("  " + line.stripTrailing()));
    }

    private void events(List<String> out) {
        if (events.isEmpty()) {
            out.add("Events:       <none>");
            return;
        }
        out.add("Events:");
        eventTable(events, now, false).text().forEach(line -> out.add("  " + line.stripTrailing()));
    }

    private void next(List<String> out, boolean why) {
        List<String> commands = new ArrayList<>(Diagnosis.next(type, object));
        commands.replaceAll(command -> why ? command.replace("cairn explain ", "cairn describe ") : command);
        if (!commands.isEmpty()) {
            out.add("Next:         " + String.join("\n              ", commands));
        }
    }

    private String when(String timestamp) {
        return timestamp.isEmpty() ? "" : timestamp + " (" + Age.since(timestamp, now) + " ago)";
    }

    /** Oldest first. */
    public static List<ApiObject> inOrder(List<ApiObject> events) {
        return events.stream()
                .sorted(Comparator.comparing(Description::lastSeen)
                        .thenComparingLong(Description::version))
                .toList();
    }

    /** Events as a table, oldest first. */
    public static Table eventTable(List<ApiObject> events, Instant now, boolean withObject) {
        List<List<String>> rows = new ArrayList<>();
        for (ApiObject event : inOrder(events)) {
            long count = event.number("count");
            String seen = Age.since(lastSeen(event), now) + (count > 1 ? " (x" + count + ")" : "");
            List<String> row = new ArrayList<>(List.of(seen, event.text("type"), event.text("reason")));
            if (withObject) {
                row.add(event.text("involvedObject", "kind").toLowerCase(java.util.Locale.ROOT) + "/"
                        + event.text("involvedObject", "name"));
            }
            row.add(event.text("message").strip());
            rows.add(row);
        }
        return new Table(withObject
                ? List.of("Last seen", "Type", "Reason", "Object", "Message")
                : List.of("Last seen", "Type", "Reason", "Message"), rows);
    }

    /** What was written first happened first, where the clock cannot tell. */
    private static long version(ApiObject event) {
        String version = event.resourceVersion();
        return version.matches("[0-9]{1,18}") ? Long.parseLong(version) : 0;
    }

    private static String lastSeen(ApiObject event) {
        for (String field : List.of("lastTimestamp", "eventTime", "firstTimestamp")) {
            if (!event.text(field).isEmpty()) {
                return event.text(field);
            }
        }
        return event.text("metadata", "creationTimestamp");
    }
}
