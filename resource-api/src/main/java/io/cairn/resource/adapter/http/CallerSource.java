package io.cairn.resource.adapter.http;

import io.cairn.resource.domain.Caller;
import jakarta.servlet.http.HttpServletRequest;

/** Who calls. Throws {@link io.cairn.resource.domain.Refusal} for a caller that may not call at all. */
@FunctionalInterface
public interface CallerSource {
    Caller caller(HttpServletRequest request);
}
