package io.cairn.gateway.adapter.http;

import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;

/**
 * Reads bodies whole, and not for ever: at most 3 MiB, which must come at a pace. A client that sends a byte now and then
 * holds a place at the door for as long as its grace, and no longer.
 *
 * @param grace how long a body may take however little comes
 * @param bytesPerSecond what must come in the mean, beyond that
 */
public record Pace(Duration grace, long bytesPerSecond) {
    private static final int MAX_BODY = 3 << 20;
    private static final int CHUNK = 16 << 10;

    byte[] body(HttpServletRequest request) throws IOException {
        if (request.getMethod().equals("GET") || request.getMethod().equals("HEAD")) {
            // A look for a body that is never there costs each open watch of HTTP/2 128 kB.
            return new byte[0];
        }
        if (request.getContentLengthLong() > MAX_BODY) {
            throw tooLarge();
        }
        var begun = System.nanoTime();
        var bytes = new ByteArrayOutputStream(Math.clamp(request.getContentLengthLong(), 32, MAX_BODY));
        var chunk = new byte[CHUNK];
        try {
            for (var read = read(request, chunk); read >= 0; read = read(request, chunk)) {
                bytes.write(chunk, 0, read);
                if (bytes.size() > MAX_BODY) {
                    throw tooLarge();
                }
                if (System.nanoTime() - begun > allowed(bytes.size()).toNanos()) {
                    throw tooSlow(bytes.size());
                }
            }
        } catch (SocketTimeoutException nothing) {
            throw tooSlow(bytes.size());
        }
        return bytes.toByteArray();
    }

    private static int read(HttpServletRequest request, byte[] chunk) throws IOException {
        return request.getInputStream().read(chunk);
    }

    private Duration allowed(long bytes) {
        return grace.plusMillis(bytes * 1000 / bytesPerSecond);
    }

    private Refusal tooSlow(int bytes) {
        return new Refusal(Reason.REQUEST_TIMEOUT, ("The body came too slowly: %d bytes so far. %d s and a second for "
                + "each %d bytes is what there is; send it faster, or in smaller parts").formatted(bytes,
                        grace.toSeconds(), bytesPerSecond));
    }

    private static Refusal tooLarge() {
        return new Refusal(Reason.REQUEST_ENTITY_TOO_LARGE,
                "Request entity too large: limit is " + MAX_BODY + " bytes");
    }
}
