package io.cairn.gateway.adapter.http;

import io.cairn.resource.domain.Caller;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.ByteArrayInputStream;
import java.util.Optional;

/** A request as the gateway's own resources see it: without the organisation's prefix, with the caller made known. */
public final class Inner extends HttpServletRequestWrapper {
    private final Caller caller;
    private final String path;
    private final byte[] body;

    Inner(HttpServletRequest request, Caller caller, String path, byte[] body) {
        super(request);
        this.caller = caller;
        this.path = path;
        this.body = body;
    }

    /** Who calls, for the servlet's CallerSource. */
    public static Caller caller(HttpServletRequest request) {
        if (request instanceof Inner inner) {
            return inner.caller;
        }
        throw new IllegalStateException("The core resources are reached through the door only");
    }

    @Override
    public String getRequestURI() {
        return path;
    }

    @Override
    public String getContentType() {
        var type = Optional.ofNullable(super.getContentType()).orElse("application/json");
        return type.startsWith("application/vnd.kubernetes.protobuf") ? "application/json" : type;
    }

    @Override
    public ServletInputStream getInputStream() {
        var bytes = new ByteArrayInputStream(body);
        return new ServletInputStream() {
            @Override
            public boolean isFinished() {
                return bytes.available() == 0;
            }

            @Override
            public boolean isReady() {
                return true;
            }

            @Override
            public void setReadListener(ReadListener listener) {
                throw new UnsupportedOperationException("The body is already here");
            }

            @Override
            public int read() {
                return bytes.read();
            }
        };
    }
}
