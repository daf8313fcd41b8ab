package io.cairn.vm.adapter.grpc;

import io.cairn.contract.machine.v1.LogOptions;
import io.cairn.resource.domain.Cause;
import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the parameters of a console log, which are those of {@code kubectl logs}. Throws {@link Refusal}. */
record LogParameters(Map<String, String> query) {

    LogOptions read() {
        if (query.containsKey("sinceSeconds") && query.containsKey("sinceTime")) {
            throw refused(Reason.INVALID, Cause.forbidden("sinceTime",
                    "at most one of sinceTime and sinceSeconds may be given"));
        }
        var options = LogOptions.newBuilder().setFollow(flag("follow")).setTimestamps(flag("timestamps"));
        number("tailLines", 0).ifPresent(options::setTailLines);
        number("sinceSeconds", 1).ifPresent(options::setSinceSeconds);
        number("limitBytes", 1).ifPresent(options::setLimitBytes);
        time("sinceTime").ifPresent(since -> options.setSinceEpochMilli(since.toEpochMilli()));
        return options.build();
    }

    private boolean flag(String name) {
        var text = query.getOrDefault(name, "false");
        return switch (text) {
            case "true", "1" -> true;
            case "false", "0", "" -> false;
            default -> throw refused(Reason.BAD_REQUEST, Cause.invalid(name, text,
                    "must be true or false"));
        };
    }

    private Optional<Long> number(String name, long least) {
        if (!query.containsKey(name)) {
            return Optional.empty();
        }
        var text = query.getOrDefault(name, "");
        if (!text.matches("-?[0-9]{1,18}")) {
            throw refused(Reason.BAD_REQUEST, Cause.invalid(name, text, "must be a whole number"));
        }
        var number = Long.parseLong(text);
        // Beyond a thousand years there are no lines, but clocks that overflow.
        if (number < least || name.equals("sinceSeconds") && number > 31_536_000_000L) {
            throw refused(Reason.INVALID, Cause.invalid(name, text, "must be at least %d%s".formatted(least,
                    number < least ? "" : " and at most 31536000000")));
        }
        return Optional.of(number);
    }

    private Optional<Instant> time(String name) {
        if (!query.containsKey(name)) {
            return Optional.empty();
        }
        var text = query.getOrDefault(name, "");
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException malformed) {
            var plus = text.contains(" ") ? " (a + must be written as %2B in a URL)" : "";
            throw refused(Reason.BAD_REQUEST, Cause.invalid(name, text,
                    "must be a time as in RFC 3339, such as 2026-01-31T08:00:00Z" + plus));
        }
    }

    private static Refusal refused(Reason reason, Cause cause) {
        return new Refusal(reason, "%s: %s".formatted(cause.field(), cause.message()), List.of(cause));
    }
}
