package io.cairn.resource.domain.ownership;

import java.util.List;

/** What comes of applying a configuration. */
public sealed interface Applied {

    /** The object as it shall be, and who owns it then. */
    record Merged(Leaves object, Ownership ownership) implements Applied {}

    /** Others own fields with other values. */
    record Conflicts(List<Conflict> conflicts) implements Applied {
        public Conflicts {
            conflicts = List.copyOf(conflicts);
        }
    }

    /** One field that another owns. */
    record Conflict(FieldOwner owner, FieldPath path) {}
}
