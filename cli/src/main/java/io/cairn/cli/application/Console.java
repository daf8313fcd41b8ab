package io.cairn.cli.application;

import io.cairn.cli.application.Cluster.Call;

/** The place where a person (or a script) sits in front of a machine's console. */
@FunctionalInterface
public interface Console {
    /** Joins it to an interactive stream until one side ends it. */
    Cluster.Goodbye attach(Cluster cluster, Call call) throws InterruptedException;
}
