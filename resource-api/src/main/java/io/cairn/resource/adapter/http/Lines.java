package io.cairn.resource.adapter.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** A watch as one line of JSON for each event; what is there together is sent together. */
final class Lines implements Watches.Sink {
    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private final OutputStream out;
    private boolean waiting;

    Lines(HttpServletRequest request, HttpServletResponse response) throws IOException {
        this.request = request;
        this.response = response;
        this.out = response.getOutputStream();
    }

    @Override
    public void send(String event) throws IOException {
        out.write(event.getBytes(StandardCharsets.UTF_8));
        out.write('\n');
        waiting = true;
    }

    @Override
    public void flush() throws IOException {
        if (waiting) {
            waiting = false;
            response.flushBuffer();
        }
    }

    @Override
    public boolean gone() {
        return HangUps.heard(request);
    }
}
