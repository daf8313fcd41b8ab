package io.cairn.gateway.domain;

import java.util.List;

/** Who asks. */
public record Identity(String user, List<String> groups) {
    public static final String OPERATORS = "system:operators";
    public static final String SERVICES = "system:services";

    public Identity {
        groups = List.copyOf(groups);
    }

    public boolean in(String group) {
        return groups.contains(group);
    }
}
