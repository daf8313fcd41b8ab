package io.cairn.scheduler.domain.model;

/** Keeps machines off a node unless they tolerate it; with the effect {@link #PREFER} it only counts against it. */
public record Taint(String key, String value, String effect) {
    public static final String PREFER = "PreferNoSchedule";

    public boolean soft() {
        return effect.equals(PREFER);
    }
}
