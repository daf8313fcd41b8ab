package io.cairn.resource.adapter.jdbc;

import io.cairn.resource.application.Change;
import java.util.List;
import java.util.Optional;

/**
 * Which changes somebody follows; what is empty may be anything.
 *
 * @param kind id of the kind, such as {@code virtualmachines.compute.cairn.io}
 */
public record Interest(String kind, Optional<String> organisation, Optional<String> namespace, Optional<String> name) {

    boolean holds(Change change) {
        var key = change.object().metadata().key();
        return change.object().kind().equals(kind)
                && organisation.map(key.organisation()::equals).orElse(true)
                && namespace.map(key.namespace()::equals).orElse(true)
                && name.map(key.name()::equals).orElse(true);
    }

    /** Where somebody with such an interest is found; the empty string stands for any. */
    record Topic(String kind, String namespace, String name) {
        /** All under which those are found who may be interested in the change. */
        static List<Topic> of(Change change) {
            var kind = change.object().kind();
            var key = change.object().metadata().key();
            var any = new Topic(kind, "", "");
            var named = new Topic(kind, "", key.name());
            return key.namespace().isEmpty()
                    ? List.of(any, named)
                    : List.of(any, named, new Topic(kind, key.namespace(), ""),
                            new Topic(kind, key.namespace(), key.name()));
        }
    }

    Topic topic() {
        return new Topic(kind, namespace.orElse(""), name.orElse(""));
    }
}
