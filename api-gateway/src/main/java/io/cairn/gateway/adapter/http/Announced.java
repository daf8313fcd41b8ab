package io.cairn.gateway.adapter.http;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;

/**
 * An answer of which something is told before its first byte is written. What is done after the servlet comes too late:
 * Tomcat sends an answer as soon as all of its bytes are there, and the client may ask again by then.
 */
final class Announced extends HttpServletResponseWrapper {
    private final Runnable before;

    Announced(HttpServletResponse response, Runnable before) {
        super(response);
        this.before = before;
    }

    @Override
    public ServletOutputStream getOutputStream() throws IOException {
        before.run();
        return super.getOutputStream();
    }
}
