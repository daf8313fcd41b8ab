package io.cairn.lab;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Makes, changes and deletes machines through the public door, for as long as it takes while services restart. */
final class Changes {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int STANDING = 12;

    private final Rest api;
    private final String path;
    private final RandomGenerator random;
    private final List<String> standing = new ArrayList<>();
    private int made;

    Changes(Rest api, String path, RandomGenerator random) {
        this.api = api;
        this.path = path;
        this.random = random;
    }

    void make(int count) {
        for (var i = 0; i < count; i++) {
            if (standing.size() < STANDING) {
                create();
            } else if (random.nextInt(20) == 0) {
                delete();
            } else {
                label(i);
            }
        }
    }

    private void create() {
        var name = "m" + made++;
        until("create " + name, () -> List.of(201, 409)
                .contains(api.post(path,
                        """
                        {"apiVersion":"compute.cairn.io/v1","kind":"VirtualMachine","metadata":{"name":"%s"},\
                        "spec":{"instanceType":"c1.nano","image":"micro","runStrategy":"Halted"}}""".formatted(name))
                        .code()));
        standing.add(name);
    }

    private void delete() {
        var name = standing.remove(random.nextInt(standing.size()));
        until("delete " + name, () -> List.of(200, 404).contains(api.delete(path + "/" + name).code()));
    }

    private void label(int value) {
        var name = standing.get(random.nextInt(standing.size()));
        until("label " + name, () -> api.merge(path + "/" + name,
                "{\"metadata\":{\"labels\":{\"n\":\"%d\"}}}".formatted(value)).code() == 200);
    }

    private interface Attempt {
        boolean done() throws IOException, InterruptedException;
    }

    private static void until(String description, Attempt attempt) {
        Waiting.until(description, PATIENCE, attempt::done);
    }
}
