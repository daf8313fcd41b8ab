package io.cairn.allinone;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the command line says, {@code --name=value}.
 *
 * @param values every option, also those that only a service understands: all are handed to all services
 */
record Options(Map<String, String> values) {

    static Options parse(String... arguments) {
        var values = new LinkedHashMap<String, String>();
        for (var argument : arguments) {
            var equals = argument.indexOf('=');
            if (!argument.startsWith("--") || equals < 3) {
                throw new IllegalArgumentException("Not an option of the form --name=value: " + argument);
            }
            values.put(argument.substring(2, equals), argument.substring(equals + 1));
        }
        return new Options(Map.copyOf(values));
    }

    String text(String name, String otherwise) {
        return values.getOrDefault(name, otherwise);
    }

    Path path(String name, Path otherwise) {
        return Path.of(text(name, otherwise.toString())).toAbsolutePath().normalize();
    }

    int port(String name, int otherwise) {
        var text = text(name, Integer.toString(otherwise));
        if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) > 65_535) {
            throw new IllegalArgumentException("--%s=%s is not a port (0 to 65535)".formatted(name, text));
        }
        return Integer.parseInt(text);
    }
}
