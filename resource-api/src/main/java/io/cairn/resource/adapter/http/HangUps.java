package io.cairn.resource.adapter.http;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;

/**
 * Whether a client hung up on a request that is still being answered. Over HTTP/2 the container hears of it at once (the
 * stream is reset, or its connection is closed) and leaves the error with the request; over HTTP/1.1 it is heard of when
 * something is written.
 */
public final class HangUps {
    private HangUps() {}

    public static boolean heard(HttpServletRequest request) {
        return request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) instanceof IOException;
    }
}
