package io.cairn.resource.domain;

import java.time.Instant;

/**
 * A condition as in {@code metav1.Condition}.
 *
 * @param status {@code True}, {@code False} or {@code Unknown}
 * @param reason one CamelCase word for programs
 * @param message a sentence for people
 * @param observedGeneration the generation of the spec that this answers
 */
public record Condition(@Doc("Type of the condition") String type,
        @Doc("True, False or Unknown") String status,
        @Doc("One CamelCase word for programs") String reason,
        @Doc("A sentence for people") String message,
        @Doc("When status last changed") Instant lastTransitionTime,
        @Doc("The metadata.generation that this condition answers") long observedGeneration) {}
