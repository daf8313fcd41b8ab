package io.cairn.scheduler.domain;

import java.util.List;
import java.util.Map;

/** What a machine asks of the node it goes to. */
public record Request(Resources resources, Map<String, String> nodeSelector, List<Toleration> tolerations) {

    public Request {
        nodeSelector = Map.copyOf(nodeSelector);
        tolerations = List.copyOf(tolerations);
    }
}
