package io.cairn.vm.application;

/** Sends a node the full set of its machines, soon; several calls may be one message. */
@FunctionalInterface
public interface NodePush {
    void push(String node);
}
