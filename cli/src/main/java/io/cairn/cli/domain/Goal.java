package io.cairn.cli.domain;

import java.util.Locale;
import java.util.Optional;

/** What to wait for. Pure: {@link #judge} looks at one state of the object. */
public sealed interface Goal {

    /** The desired state is reached, and the condition answers the spec that was sent. */
    record Ready() implements Goal {}

    record ConditionIs(String type, String status) implements Goal {}

    record FieldIs(FieldPath path, Optional<String> value) implements Goal {}

    /** An operation object has come to its end. */
    record Complete() implements Goal {}

    /** Work that ends in a phase, such as a build; also where Ready stays true for an earlier result. */
    record Settled(String phase) implements Goal {}

    record Exists() implements Goal {}

    /** Gone, or replaced by another object of the same name. */
    record Deleted() implements Goal {}

    /** What a state of the object means for the goal. */
    sealed interface Verdict {
        record Reached() implements Verdict {}

        record NotYet(String phase, String message) implements Verdict {}

        /** It cannot be reached any more without somebody doing something. */
        record Failed(String message) implements Verdict {}
    }

    /** As in {@code --for=}: condition=Ready, condition=Ready=False, delete, create, jsonpath={.a}=b. */
    static Goal parse(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.equals("delete") || lower.equals("deleted")) {
            return new Deleted();
        }
        if (lower.equals("create") || lower.equals("exists")) {
            return new Exists();
        }
        if (lower.startsWith("condition=")) {
            String[] parts = text.substring("condition=".length()).split("=", 2);
            return new ConditionIs(parts[0], parts.length > 1 ? parts[1] : "True");
        }
        if (lower.startsWith("jsonpath=")) {
            String rest = text.substring("jsonpath=".length());
            int brace = rest.startsWith("{") ? rest.indexOf('}') : 0;
            int equals = rest.indexOf('=', Math.max(0, brace));
            return equals < 0
                    ? new FieldIs(FieldPath.parse(rest), Optional.empty())
                    : new FieldIs(FieldPath.parse(rest.substring(0, equals)),
                            Optional.of(rest.substring(equals + 1)));
        }
        throw Failure.usage("--for=" + text + " is not understood",
                "use --for=condition=Ready, --for=condition=Running=False, --for=delete, --for=create or"
                        + " --for=jsonpath='{.status.phase}'=Running");
    }

    default Verdict judge(ApiObject object) {
        return switch (this) {
            case Ready _ -> ready(object);
            case ConditionIs goal -> object.condition(goal.type())
                    .filter(c -> c.status().equalsIgnoreCase(goal.status()) && c.answers(object))
                    .isPresent()
                            ? new Verdict.Reached()
                            : notYet(object);
            case FieldIs goal -> goal.path()
                    .in(object)
                    .map(Object::toString)
                    .filter(value -> goal.value().map(value::equals).orElse(true))
                    .isPresent()
                            ? new Verdict.Reached()
                            : notYet(object);
            case Complete _ -> complete(object);
            case Settled goal -> object.text("status", "phase").equals(goal.phase())
                    ? new Verdict.Reached()
                    : failed(object) ? new Verdict.Failed(Diagnosis.sentence(object)) : notYet(object);
            case Exists _ -> new Verdict.Reached();
            case Deleted _ -> notYet(object);
        };
    }

    /** For messages: "condition Ready". */
    default String words() {
        return switch (this) {
            case Ready _ -> "Ready";
            case ConditionIs goal -> goal.type() + "=" + goal.status();
            case FieldIs goal -> goal.path() + goal.value().map(value -> "=" + value).orElse(" is set");
            case Complete _ -> "complete";
            case Settled goal -> goal.phase();
            case Exists _ -> "created";
            case Deleted _ -> "deleted";
        };
    }

    private static Verdict ready(ApiObject object) {
        if (object.conditions().isEmpty() && object.object("status").isEmpty()) {
            return new Verdict.Reached(); // a kind without a status is as asked once it is stored
        }
        Optional<Condition> ready = object.condition("Ready");
        if (ready.filter(c -> c.isTrue() && c.answers(object)).isPresent()) {
            return new Verdict.Reached();
        }
        // Stalled is no end: what stalls is tried again by itself, and a node or an image may yet come.
        return failed(object) ? new Verdict.Failed(Diagnosis.sentence(object)) : notYet(object);
    }

    private static boolean failed(ApiObject object) {
        return object.text("status", "phase").equals("Failed")
                || object.condition("Failed").filter(c -> c.isTrue() && c.answers(object)).isPresent();
    }

    private static Verdict complete(ApiObject object) {
        String phase = object.text("status", "phase");
        if (failed(object) || phase.equals("Cancelled") || phase.equals("TimedOut")) {
            return new Verdict.Failed(Diagnosis.sentence(object));
        }
        boolean done = object.condition("Complete").filter(Condition::isTrue).isPresent()
                || phase.equals("Succeeded") || phase.equals("Complete") || phase.equals("Completed");
        return done ? new Verdict.Reached() : notYet(object);
    }

    private static Verdict notYet(ApiObject object) {
        return new Verdict.NotYet(Diagnosis.phase(object), Diagnosis.sentence(object));
    }
}
