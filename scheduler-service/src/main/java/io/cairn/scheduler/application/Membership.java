package io.cairn.scheduler.application;

import io.cairn.scheduler.domain.policy.Part;
import java.time.Duration;
import java.time.Instant;

/** Lets other schedulers know of this one, and its part of the nodes follow who is there. */
public final class Membership {
    private static final Duration EVERY = Duration.ofSeconds(1);

    private final Replicas replicas;
    private final Part part;
    private Instant next = Instant.MIN;
    private volatile int schedulers = 1;

    public Membership(Replicas replicas, Part part) {
        this.replicas = replicas;
        this.part = part;
    }

    /** Of a scheduler that knows of no others. */
    static Membership alone() {
        return new Membership(Replicas.NONE, new Part("alone"));
    }

    void look(Instant now) {
        if (!next.isAfter(now)) {
            part.among(replicas.beat(part.self()));
            schedulers = part.schedulers();
            next = now.plus(EVERY);
        }
    }

    void leave() {
        replicas.leave(part.self());
    }

    /** Name of this one among the others. */
    String self() {
        return part.self();
    }

    int schedulers() {
        return schedulers;
    }
}
