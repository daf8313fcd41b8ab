package io.cairn.cli.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Why an object is as it is, and what to try, told from its conditions and events alone. */
public final class Diagnosis {

    private Diagnosis() {}

    /** One word. */
    public static String phase(ApiObject object) {
        if (!object.text("metadata", "deletionTimestamp").isEmpty()) {
            return "Deleting";
        }
        String phase = object.text("status", "phase");
        if (!phase.isEmpty()) {
            return phase;
        }
        return object.condition("Ready")
                .map(c -> c.isTrue() ? "Ready" : c.reason())
                .filter(word -> !word.isEmpty())
                .orElse("Pending");
    }

    /** What holds it up; empty if nothing does. Ready sums up, so its own sentence comes first. */
    public static String sentence(ApiObject object) {
        return object.condition("Failed")
                .filter(Condition::isTrue)
                .or(() -> object.condition("Ready"))
                .filter(c -> !c.message().isBlank() && (!c.isTrue() || c.type().equals("Failed")))
                .or(() -> culprit(object))
                .map(c -> c.message().isBlank() ? c.reason() : c.message())
                .orElse(object.text("status", "message"));
    }

    /**
     * The condition that explains the others: the first one that is not as it should be, and Ready only if it is
     * the only one, because Ready sums up.
     */
    public static Optional<Condition> culprit(ApiObject object) {
        Optional<Condition> stalled = object.condition("Stalled").filter(Condition::isTrue);
        if (stalled.isPresent() || object.condition("Ready").filter(Condition::isTrue).isPresent()) {
            return stalled;
        }
        Optional<Condition> part = object.conditions()
                .stream()
                .filter(c -> !c.isTrue() && !c.message().isBlank() && !abnormalTrue(c.type())
                        && !c.type().equals("Ready") && !c.type().equals("Running"))
                .findFirst();
        return part.or(() -> object.condition("Ready"))
                .or(() -> object.condition("Running"))
                .filter(c -> !c.isTrue());
    }

    private static boolean abnormalTrue(String type) {
        return switch (type) {
            case "Stalled", "Reconciling", "Failed", "Degraded", "Paused" -> true;
            default -> false;
        };
    }

    /** Commands to try next; empty if the object is as asked. */
    public static List<String> next(ResourceType type, ApiObject object) {
        List<String> commands = new ArrayList<>();
        Optional<Condition> culprit = culprit(object);
        if (culprit.isEmpty() || phase(object).equals("Deleting")) {
            return commands;
        }
        String ref = type.word() + "/" + object.name();
        String where = object.namespace().isEmpty() || object.namespace().equals("default")
                ? ""
                : " -n " + object.namespace();
        boolean machine = type.kind().equals("VirtualMachine");
        if (machine) {
            machine(object, culprit.get(), where, commands);
        }
        commands.add((machine ? "cairn explain " : "cairn describe ") + ref + where);
        return commands;
    }

    private static void machine(ApiObject object, Condition culprit, String where, List<String> commands) {
        String words = (culprit.type() + " " + culprit.reason()).toLowerCase(Locale.ROOT);
        String image = object.text("spec", "image").replaceFirst("@.*", "");
        if (words.contains("image")) {
            commands.add("cairn get images");
            commands.add("cairn describe image " + image);
        } else if (object.condition("Scheduled").filter(c -> c.status().equals("False")).isPresent()) {
            commands.add("cairn get nodes -o wide");
            commands.add("cairn get instancetypes");
        } else if (!object.text("status", "node").isEmpty()) {
            commands.add("cairn describe node " + object.text("status", "node"));
            commands.add("cairn logs " + object.name() + where);
        }
    }
}
