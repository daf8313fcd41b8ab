package io.cairn.cli.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Something that the caller of the program must be told, with the way out. Everything else is a bug. */
public final class Failure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ExitCode exit;
    private final int httpStatus;
    private final transient List<String> details;
    private final transient List<String> hints;

    private Failure(ExitCode exit, int httpStatus, String message, List<String> details, List<String> hints,
            @Nullable Throwable cause) {
        super(message, cause);
        this.exit = exit;
        this.httpStatus = httpStatus;
        this.details = List.copyOf(details);
        this.hints = List.copyOf(hints);
    }

    public static Failure usage(String message, String... hints) {
        return new Failure(ExitCode.USAGE, 0, message, List.of(), List.of(hints), null);
    }

    public static Failure refused(String message, String... hints) {
        return new Failure(ExitCode.REFUSED, 0, message, List.of(), List.of(hints), null);
    }

    public static Failure connection(String message, Throwable cause, String... hints) {
        return new Failure(ExitCode.CONNECTION, 0, message, List.of(), List.of(hints), cause);
    }

    public static Failure of(ExitCode exit, String message, List<String> details, List<String> hints) {
        return new Failure(exit, 0, message, details, hints, null);
    }

    /** What the server answered: a {@code Status}, or something else if a proxy stands between. */
    public static Failure answered(int httpStatus, ApiObject status, String otherwise) {
        String message = status.text("message");
        List<ApiObject> causes = status.objects("details", "causes");
        List<String> details = causes.stream().map(Failure::line).filter(line -> !line.isBlank()).toList();
        boolean told = causes.stream().allMatch(cause -> message.contains(cause.text("message")));
        if (told && details.size() == 1) {
            details = List.of();
        }
        String head = told && details.size() > 1 ? message.replaceFirst("(?s)^(.* is invalid): .*$", "$1") : message;
        return new Failure(exitFor(httpStatus), httpStatus, head.isEmpty() ? otherwise : head, details,
                hintsFor(httpStatus, status), null);
    }

    private static String line(ApiObject cause) {
        String field = cause.text("field");
        return field.isEmpty() ? cause.text("message") : field + ": " + cause.text("message");
    }

    private static ExitCode exitFor(int httpStatus) {
        return switch (httpStatus) {
            case 401 -> ExitCode.CONNECTION;
            case 404 -> ExitCode.NOT_FOUND;
            default -> ExitCode.REFUSED;
        };
    }

    private static List<String> hintsFor(int httpStatus, ApiObject status) {
        boolean ownerConflict = status.objects("details", "causes")
                .stream()
                .anyMatch(cause -> "FieldManagerConflict".equals(cause.text("reason")));
        if (ownerConflict) {
            return List.of("take these fields over with --force-conflicts, or leave them out of your file");
        }
        return switch (httpStatus) {
            case 401 -> List.of("the token or client certificate is missing, wrong or expired; see `cairn version -v`"
                    + " for the kubeconfig in use");
            case 429, 503 -> List.of("the server is busy or starting; try again in a few seconds");
            default -> List.of();
        };
    }

    public Failure hint(String hint) {
        List<String> more = new ArrayList<>(hints);
        more.add(hint);
        return new Failure(exit, httpStatus, message(), details, more, getCause());
    }

    public ExitCode exit() {
        return exit;
    }

    /** The server's code; empty if the failure did not come from it. */
    public Optional<Integer> httpStatus() {
        return httpStatus == 0 ? Optional.empty() : Optional.of(httpStatus);
    }

    public boolean is(int code) {
        return httpStatus == code;
    }

    public String message() {
        return String.valueOf(getMessage());
    }

    /** One line for each thing that is wrong. */
    public List<String> details() {
        return details;
    }

    /** What to do next. */
    public List<String> hints() {
        return hints;
    }
}
