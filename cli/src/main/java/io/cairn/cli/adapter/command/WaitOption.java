package io.cairn.cli.adapter.command;

import java.time.Duration;
import picocli.CommandLine.Option;

/** {@code --wait} and its deadline, for commands that do not wait by themselves. */
final class WaitOption {

    @Option(names = "--wait", arity = "0..1", fallbackValue = "true", paramLabel = "true|false", description = "Stay until it is done, and show what holds it up.")
    private boolean wait;

    @Option(names = "--timeout", paramLabel = "TIME", defaultValue = "5m", converter = Durations.class, description = "Longest wait, such as 90s or 10m. Default: ${DEFAULT-VALUE}.")
    private Duration timeout = Duration.ofMinutes(5);

    boolean wanted() {
        return wait;
    }

    Duration timeout() {
        return timeout;
    }
}
