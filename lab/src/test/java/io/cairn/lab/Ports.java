package io.cairn.lab;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/** Free ports below those that the kernel gives to clients, so that a service finds its own again after a restart. */
final class Ports {
    private Ports() {}

    /** The first of a hundred ports of which every one that a cloud uses is free. */
    static int hundred() throws IOException {
        for (var attempt = 0; attempt < 50; attempt++) {
            var candidate = 10_000 + ThreadLocalRandom.current().nextInt(200) * 100;
            if (Stream.of(3, 11, 12, 13, 21, 22, 23, 31, 32, 33, 43, 54, 93).allMatch(port -> free(candidate + port))) {
                return candidate;
            }
        }
        throw new IOException("No hundred free ports between 10000 and 30000");
    }

    private static boolean free(int port) {
        try (var socket = new ServerSocket(port)) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
