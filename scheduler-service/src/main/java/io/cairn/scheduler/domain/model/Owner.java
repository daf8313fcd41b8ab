package io.cairn.scheduler.domain.model;

/** Whose a machine is. Affinities see machines of the same owner only. */
public record Owner(String organisation, String namespace) {
    public static final Owner NOBODY = new Owner("", "");
}
