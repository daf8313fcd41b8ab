package io.cairn.resource.domain;

import java.util.List;

/**
 * Who asks, as authenticated by the gateway.
 *
 * @param organisation the organisation of the request's path; the default organisation at the root prefix
 * @param requestId set by the gateway, in every log line and audit row of the request
 */
public record Caller(String user, List<String> groups, String organisation, String requestId) {

    public Caller {
        groups = List.copyOf(groups);
    }
}
