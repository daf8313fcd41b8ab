package io.cairn.resource.adapter.http;

import io.cairn.resource.adapter.json.Json;
import io.cairn.resource.domain.Cause;
import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import io.cairn.resource.domain.Resource;
import io.cairn.resource.domain.Subresource;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Uploads in parts, after the core of the tus protocol (tus.io, version 1.0.0) with its creation and termination: POST
 * begins, HEAD tells how far it is, PATCH goes on from there, DELETE ends it. Any tus client that sends parts smaller
 * than the gateway's limit can be used, and so can curl.
 */
final class Uploads {
    static final String BYTES = "application/offset+octet-stream";
    private static final String VERSION = "1.0.0";
    private static final String RESUMABLE = "Tus-Resumable";
    private static final String OFFSET = "Upload-Offset";
    private static final String LENGTH = "Upload-Length";

    private Uploads() {}

    static <S extends Record, F extends Record, T extends Record> void handle(Subresource.Upload<S, F, T> upload,
            Exchange exchange, Resource<S, F, T> target) throws IOException {
        var request = exchange.request();
        exchange.response().setHeader(RESUMABLE, VERSION);
        var version = Optional.ofNullable(request.getHeader(RESUMABLE)).orElse(VERSION);
        if (!version.equals(VERSION)) {
            throw new Refusal(Reason.BAD_REQUEST, "Tus-Resumable %.20s is not spoken here; send %s or leave it out"
                    .formatted(version, VERSION));
        }
        var receive = upload.receive();
        switch (request.getMethod()) {
            case "HEAD", "GET" -> {
                exchange.response().setHeader("Cache-Control", "no-store");
                tell(exchange, 200, receive.offset(target)
                        .orElseThrow(() -> new Refusal(Reason.NOT_FOUND, ("no upload to \"%s\" is under way; begin "
                                + "one: POST with the header Upload-Length").formatted(target.metadata().name()))));
            }
            case "POST" -> {
                exchange.response().setHeader("Location", upload.name());
                tell(exchange, 201, receive.begin(exchange.caller(), target, number(request, LENGTH)));
            }
            case "PATCH" -> {
                if (!Bodies.mediaType(request).equals(BYTES)) {
                    throw Bodies.unsupported(Bodies.mediaType(request), BYTES);
                }
                tell(exchange, 200, receive.append(exchange.caller(), target, number(request, OFFSET),
                        request.getInputStream()));
            }
            case "DELETE" -> {
                receive.drop(exchange.caller(), target);
                exchange.response().setStatus(204);
            }
            default -> throw new Refusal(Reason.METHOD_NOT_ALLOWED, "the server does not allow %s here; use POST, "
                    .formatted(request.getMethod()) + "HEAD, PATCH or DELETE on an upload");
        }
    }

    /** With a body too, for people: tus clients look at the headers alone. */
    private static void tell(Exchange exchange, int code, Subresource.Offset offset) throws IOException {
        exchange.response().setHeader(OFFSET, Long.toString(offset.received()));
        exchange.response().setHeader(LENGTH, Long.toString(offset.length()));
        exchange.send(code, Json.MAPPER.createObjectNode()
                .put("received", offset.received())
                .put("length", offset.length()));
    }

    private static long number(HttpServletRequest request, String header) {
        var text = Optional.ofNullable(request.getHeader(header)).orElse("");
        if (!text.matches("[0-9]{1,18}")) {
            throw new Refusal(Reason.BAD_REQUEST, text.isEmpty()
                    ? "the header %s is missing: a number of bytes".formatted(header)
                    : "%s: \"%.40s\" is not a number of bytes".formatted(header, text),
                    List.of(Cause.invalid(header, text, "must be a number of bytes")));
        }
        return Long.parseLong(text);
    }
}
