package io.cairn.resource.domain;

/** Why a request was refused: the reasons of a Kubernetes {@code Status} with their HTTP codes. */
public enum Reason {
    BAD_REQUEST(400, "BadRequest"),
    UNAUTHORIZED(401, "Unauthorized"),
    FORBIDDEN(403, "Forbidden"),
    NOT_FOUND(404,
            "NotFound"),
    METHOD_NOT_ALLOWED(405, "MethodNotAllowed"),
    NOT_ACCEPTABLE(406,
            "NotAcceptable"),
    REQUEST_TIMEOUT(408, "Timeout"),
    ALREADY_EXISTS(409, "AlreadyExists"),
    CONFLICT(409, "Conflict"),
    EXPIRED(410,
            "Expired"),
    REQUEST_ENTITY_TOO_LARGE(413, "RequestEntityTooLarge"),
    UNSUPPORTED_MEDIA_TYPE(
            415, "UnsupportedMediaType"),
    INVALID(422, "Invalid"),
    TOO_MANY_REQUESTS(429,
            "TooManyRequests"),
    INTERNAL_ERROR(500,
            "InternalError"),
    SERVICE_UNAVAILABLE(503,
            "ServiceUnavailable"),
    TIMEOUT(504, "Timeout");

    private final int code;
    private final String word;

    Reason(int code, String word) {
        this.code = code;
        this.word = word;
    }

    /** HTTP status code. */
    public int code() {
        return code;
    }

    /** The CamelCase word on the wire. */
    public String word() {
        return word;
    }
}
