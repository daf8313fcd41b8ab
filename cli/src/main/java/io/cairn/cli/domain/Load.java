package io.cairn.cli.domain;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What a machine uses, as the API tells it: one row of a table. Pure. */
public record Load(ApiObject stats) {

    public static final List<String> HEADERS = List.of("Name", "Power", "CPU", "CPU%", "Memory", "Used", "Resident",
            "Read/s", "Written/s", "Received/s", "Sent/s");

    /** What machines can be ordered by; those that use most come first, those without numbers last. */
    public enum Order {
        NAME,
        CPU,
        MEMORY,
        DISK,
        NETWORK;

        public Comparator<Load> comparator() {
            return switch (this) {
                case NAME -> Comparator.comparing(load -> load.stats.namespace() + "/" + load.stats.name());
                case CPU -> most("cpu", "millicores");
                case MEMORY -> Comparator.comparing((Load load) -> load.resident()).reversed();
                case DISK -> most("disk", "readBytesPerSecond", "writtenBytesPerSecond");
                case NETWORK -> most("network", "receivedBytesPerSecond", "sentBytesPerSecond");
            };
        }

        private static Comparator<Load> most(String part, String... numbers) {
            return Comparator.comparing((Load load) -> {
                long sum = load.stats.at(part).isPresent() ? 0 : -1;
                for (String number : numbers) {
                    sum += load.stats.number(part, number);
                }
                return sum;
            }).reversed();
        }
    }

    private long resident() {
        return Share.number(stats.text("memory", "resident")).map(bytes -> bytes.longValue()).orElse(-1L);
    }

    public List<String> row() {
        return List.of(stats.name(), stats.text("powerState"), cores(), percent(), size("assigned"), size("guestUsed"),
                size("resident"), rate("disk", "readBytesPerSecond"), rate("disk", "writtenBytesPerSecond"),
                rate("network", "receivedBytesPerSecond"), rate("network", "sentBytesPerSecond"));
    }

    /** {@code 250m/2}: a quarter of one of two vCPUs. */
    private String cores() {
        String all = stats.text("cpu", "vcpus");
        if (all.isEmpty()) {
            return "-";
        }
        return known("cpu", "millicores").map(used -> used + "m").orElse("-") + "/" + all;
    }

    private String percent() {
        return known("cpu", "percent").map(share -> share + "%").orElse("-");
    }

    private Optional<String> known(String part, String number) {
        return Optional.of(stats.text(part, number)).filter(text -> !text.isEmpty());
    }

    private String size(String which) {
        return Share.number(stats.text("memory", which)).map(bytes -> Transfer.size(bytes.longValue())).orElse("-");
    }

    private String rate(String part, String number) {
        return known(part, number).map(text -> Transfer.size(stats.number(part, number))).orElse("-");
    }

    /** Why there are no numbers, unless the machine is simply off. */
    public Optional<String> trouble() {
        return Optional.of(stats.text("message"))
                .filter(text -> !text.isEmpty() && !stats.text("powerState").equals("Off"))
                .map(text -> stats.name() + ": " + text);
    }
}
