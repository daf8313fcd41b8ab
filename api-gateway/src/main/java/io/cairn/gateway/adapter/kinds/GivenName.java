package io.cairn.gateway.adapter.kinds;

import io.cairn.resource.domain.Cause;
import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** The name that the body of an action gives to what it makes: one under which it can be found and deleted again. */
final class GivenName {
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");

    private GivenName() {}

    /** @param otherwise makes one up if none is given */
    static String of(JsonNode body, Supplier<String> otherwise) {
        var given = body.path("name").asString("");
        if (given.isEmpty()) {
            return otherwise.get();
        }
        if (!NAME.matcher(given).matches()) {
            var message = "a name consists of lower case letters, digits, '-' or '.', starts and ends with a letter or "
                    + "digit, and has at most 253 characters";
            throw new Refusal(Reason.INVALID, "name: \"%.80s\": %s".formatted(given, message),
                    List.of(Cause.invalid("name", given, message)));
        }
        return given;
    }
}
