package io.cairn.cli.domain;

/**
 * A condition as the server shows it.
 *
 * @param since when the status last changed, as text; empty if unknown
 * @param observedGeneration 0 if the server does not say
 */
public record Condition(String type, String status, String reason, String message, String since,
        long observedGeneration) {

    static Condition of(ApiObject tree) {
        return new Condition(tree.text("type"), tree.text("status"), tree.text("reason"), tree.text("message"),
                tree.text("lastTransitionTime"), tree.number("observedGeneration"));
    }

    public boolean isTrue() {
        return "True".equals(status);
    }

    /** False if the condition answers an older spec than the object now has. */
    public boolean answers(ApiObject object) {
        long seen = observedGeneration > 0 ? observedGeneration : object.number("status", "observedGeneration");
        return seen == 0 || seen >= object.generation();
    }
}
