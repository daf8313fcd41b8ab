package io.cairn.lab;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;

/** What is on the host, asked without Cairn. */
final class Host {
    private static final String URI = "qemu:///system";

    private Host() {}

    static boolean domainExists(String uid) {
        return Command.run("virsh", "-q", "-c", URI, "domstate", uid).exit() == 0;
    }

    /** The address reservations of a cloud's agent. */
    static String reservations(Cloud cloud) {
        return Command.run("sh", "-c", "cat '%s'/* 2>/dev/null || true".formatted(cloud.state.resolve("agent/dhcp")))
                .out();
    }

    static String leases(String network) {
        return Command.run("sh", "-c", "cat /var/lib/libvirt/dnsmasq/" + network + ".status 2>/dev/null || true").out();
    }

    static boolean machineDirectoryExists(Cloud cloud, String uid) {
        return Files.exists(cloud.state.resolve("agent/machines").resolve(uid));
    }

    /** Rows of a query, asked of the database itself as its superuser. */
    static long count(Cloud cloud, String query) throws Exception {
        var password = Files.readString(Path.of(cloud.state.toString(), "data/secrets/postgres")).strip();
        try (var connection = DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + (cloud.base + 54) + "/cairn",
                "postgres", password); var rows = connection.createStatement().executeQuery(query)) {
            if (!rows.next()) {
                throw new SQLException("No row: " + query);
            }
            return rows.getLong(1);
        }
    }

    static void cleanUp(String node, String network) {
        for (var uid : Command.run("virsh", "-q", "-c", URI, "list", "--all", "--uuid")
                .out()
                .strip()
                .lines()
                .toList()) {
            var metadata = Command.run("virsh", "-q", "-c", URI, "metadata", uid, "https://cairn.io/xmlns/machine/1")
                    .out();
            if (metadata.contains(node)) {
                Command.run("virsh", "-q", "-c", URI, "destroy", uid);
                Command.run("virsh", "-q", "-c", URI, "undefine", uid);
            }
        }
        Command.run("virsh", "-q", "-c", URI, "net-destroy", network);
        Command.run("virsh", "-q", "-c", URI, "net-undefine", network);
    }
}
