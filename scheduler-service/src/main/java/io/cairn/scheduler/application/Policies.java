package io.cairn.scheduler.application;

import java.util.Map;

/** What operators say of the nodes. */
public interface Policies {
    /** Of every node in the inventory, by name. */
    Map<String, NodePolicy> all();

    /** Of nodes that changed since the last call, whoever changed them; {@link NodePolicy#UNKNOWN} of one that left. */
    Map<String, NodePolicy> changed();
}
