package io.cairn.resource.adapter.http;

import io.cairn.resource.domain.Subresource;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;

/** A one-way stream over a chunked answer. */
record ChunkedSession(HttpServletResponse response) implements Subresource.Session {

    @Override
    public Optional<byte[]> receive() {
        return Optional.empty();
    }

    @Override
    public void send(byte[] bytes) throws IOException {
        response.getOutputStream().write(bytes);
        response.flushBuffer();
    }
}
