package io.cairn.gateway.adapter.http;

import io.cairn.gateway.domain.StreamTicket;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The pages that show a machine's screen and its serial console, and the scripts that they load. They are the same for
 * everybody and say nothing of any machine: the ticket behind the # of a page's address opens the stream, and browsers do
 * not send that.
 */
final class ConsolePages {
    private static final String MACHINE = "/console(?:/[a-z0-9][a-z0-9.-]{0,252}){3}";
    private static final String SERIAL = "/serial";
    private static final Pattern SCREEN_PAGE = Pattern.compile(MACHINE);
    private static final Pattern SERIAL_PAGE = Pattern.compile(MACHINE + SERIAL);
    private static final Pattern ASSET = Pattern
            .compile("/console/-/((?:[a-z]+/){0,6}[a-z0-9_]+\\.(?:js|mjs|css|html))");
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
            + "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /** The terminal writes its sizes and colours as styles of its own, which nothing but its script does here. */
    private static final String SERIAL_POLICY = POLICY.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'");

    /** Where the page of a ticket is. */
    static String path(StreamTicket ticket) {
        var machine = "/console/%s/%s/%s".formatted(ticket.organisation(), ticket.namespace(), ticket.machine());
        return ticket.stream().equals("vnc") ? machine : machine + SERIAL;
    }

    /** False if the path is none of a page. */
    boolean answer(String path, HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!path.startsWith("/console/") || !request.getMethod().equals("GET")) {
            return false;
        }
        var asset = ASSET.matcher(path);
        var name = asset.matches() ? asset.group(1) : page(path);
        var found = name.isEmpty() ? Optional.<byte[]>empty() : read(name);
        if (found.isEmpty()) {
            return false;
        }
        response.setHeader("Content-Security-Policy", name.equals("serial.html") ? SERIAL_POLICY : POLICY);
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
        response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
        response.setHeader("Cache-Control", "no-cache");
        var tag = tag(found.get());
        response.setHeader("ETag", tag);
        if (tag.equals(request.getHeader("If-None-Match"))) {
            response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
            return true;
        }
        response.setContentType(type(name) + ";charset=utf-8");
        response.setContentLength(found.get().length);
        response.getOutputStream().write(found.get());
        return true;
    }

    private static String page(String path) {
        if (SERIAL_PAGE.matcher(path).matches()) {
            return "serial.html";
        }
        return SCREEN_PAGE.matcher(path).matches() ? "screen.html" : "";
    }

    private static Optional<byte[]> read(String name) throws IOException {
        try (var file = ConsolePages.class.getResourceAsStream("/console/" + name)) {
            return file == null ? Optional.empty() : Optional.of(file.readAllBytes());
        }
    }

    private static String type(String name) {
        return switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "js", "mjs" -> "text/javascript";
            case "css" -> "text/css";
            default -> "text/html";
        };
    }

    private static String tag(byte[] content) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(content);
            return "\"" + HexFormat.of().formatHex(digest, 0, 16) + "\"";
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
