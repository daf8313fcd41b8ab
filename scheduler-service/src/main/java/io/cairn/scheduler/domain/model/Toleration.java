package io.cairn.scheduler.domain.model;

/**
 * Lets a machine onto a tainted node.
 *
 * @param key empty means any
 * @param operator {@code Exists}, or {@code Equal} (also when empty)
 * @param effect empty means any
 */
public record Toleration(String key, String operator, String value, String effect) {

    public boolean tolerates(Taint taint) {
        var sameEffect = effect.isEmpty() || effect.equals(taint.effect());
        var sameKey = key.isEmpty() || key.equals(taint.key());
        return sameEffect && sameKey && (operator.equals("Exists") || value.equals(taint.value()));
    }
}
