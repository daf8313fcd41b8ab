package io.cairn.scheduler.domain.model;

import java.util.Map;

/** How many machines of an owner with some labels must go on running, whoever would like their room. */
public record Budget(Owner owner, Map<String, String> match, int atLeast) {
    public Budget {
        match = Map.copyOf(match);
        if (atLeast < 0) {
            throw new IllegalArgumentException("A budget keeps at least 0 machines, not %d".formatted(atLeast));
        }
    }

    public boolean means(Request request) {
        return request.owner().equals(owner) && request.matches(match);
    }
}
