package io.cairn.bench.start;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Request to running domain through the public API, beside {@code virsh create} of the same domain XML on the same
 * host, interleaved. Running is the moment of libvirt's event "Started", seen by the same observer for both. Cairn's
 * side has everything that virsh has not: authentication, the store, the claim, the node's agent, disk and address;
 * virsh finds its disk ready made.
 */
public final class StartBench {
    private static final String MACHINES = "/apis/compute.cairn.io/v1/namespaces/default/virtualmachines";
    private static final String SPEC = """
                                       {"metadata":{"name":"%s"},"spec":{"instanceType":"c1.nano","image":"micro"}}""";
    private static final Pattern UID = Pattern.compile("\"uid\"\\s*:\\s*\"([0-9a-f-]{36})\"");
    private static final double NANOS_PER_MILLI = 1e6;
    private static final long DEADLINE_SECONDS = 60;

    private final Api api;
    private final Domains domains;
    private final Stats request = new Stats();
    private final Stats accepted = new Stats();
    private final Stats raw = new Stats();
    private final Stats banner = new Stats();

    private StartBench(Api api, Domains domains) {
        this.api = api;
        this.domains = domains;
    }

    public static void main(String[] arguments) throws Exception {
        var runs = Integer.parseInt(arguments[1]);
        try (var api = new Api(Path.of(arguments[0])); var domains = new Domains()) {
            var bench = new StartBench(api, domains);
            bench.pair("bench-warm-up");
            bench.forget();
            for (var run = 1; run <= runs; run++) {
                bench.pair("bench-" + run);
                System.err.printf("\r%d of %d", run, runs);
            }
            System.err.println();
            bench.print(runs);
        }
    }

    private void forget() {
        for (var stats : new Stats[]{request, accepted, raw, banner}) {
            stats.clear();
        }
    }

    private void pair(String name) throws IOException, InterruptedException {
        var begin = System.nanoTime();
        var created = api.send("POST", MACHINES, SPEC.formatted(name));
        var answered = System.nanoTime();
        var uid = UID.matcher(created);
        if (!uid.find()) {
            throw new IOException("No uid in " + created);
        }
        var domain = "cairn-default-%s-%s".formatted(name, uid.group(1).substring(0, 8));
        var running = domains.startedAt(domain);
        request.add((running - begin) / NANOS_PER_MILLI);
        accepted.add((running - answered) / NANOS_PER_MILLI);
        await(() -> api.send("GET", MACHINES + "/" + name + "/consolelog", "").contains("cairn: " + name + " is up"));
        banner.add((System.nanoTime() - begin) / NANOS_PER_MILLI);
        var xml = Domains.virsh("dumpxml", "--inactive", uid.group(1));
        var files = files(xml, uid.group(1));
        api.send("DELETE", MACHINES + "/" + name, "");
        await(() -> !api.exists(MACHINES + "/" + name));
        try {
            raw(name, xml, uid.group(1), files);
        } finally {
            try (var left = Files.list(files)) {
                for (var file : left.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(files);
        }
    }

    /** The same files at another place, as a user of virsh would have prepared them. */
    private static Path files(String xml, String uid) throws IOException {
        var copy = Files.createTempDirectory("cairn-bench-");
        Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwxr-xr-x"));
        var found = Pattern.compile("'([^']*/" + uid + ")/[^']*'").matcher(xml);
        if (!found.find()) {
            throw new IOException("The domain has no files of its own");
        }
        try (var sources = Files.list(Path.of(found.group(1)))) {
            for (var source : sources.filter(Files::isRegularFile).toList()) {
                Files.copy(source, copy.resolve(source.getFileName()));
            }
        }
        return copy;
    }

    private void raw(String name, String xml, String uid, Path files) throws IOException, InterruptedException {
        var domain = "raw-" + name;
        var mine = xml.replaceAll("<name>[^<]*</name>", "<name>" + domain + "</name>")
                .replaceAll("<uuid>[^<]*</uuid>", "<uuid>" + UUID.randomUUID() + "</uuid>")
                .replaceAll("(?s)<metadata>.*</metadata>", "")
                .replaceAll("'[^']*/" + uid + "/", "'" + files + "/");
        var file = Files.writeString(files.resolve("domain.xml"), mine);
        var begin = System.nanoTime();
        Domains.virsh("create", file.toString());
        raw.add((domains.startedAt(domain) - begin) / NANOS_PER_MILLI);
        Domains.virsh("destroy", domain);
    }

    private interface Check {
        boolean holds() throws IOException, InterruptedException;
    }

    private static void await(Check check) throws IOException, InterruptedException {
        var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
        while (!check.holds()) {
            if (System.nanoTime() > deadline) {
                throw new IOException("Not within " + DEADLINE_SECONDS + " s");
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private void print(int runs) {
        System.out.printf("%d pairs, interleaved%n%s%n", runs, Stats.head());
        System.out.println(request.row("cairn: request sent -> domain running"));
        System.out.println(accepted.row("cairn: answer 201 -> domain running"));
        System.out.println(raw.row("virsh create -> domain running"));
        System.out.println(banner.row("cairn: request sent -> banner readable"));
        System.out.printf("Median beyond virsh: %.0f ms from the request, %.0f ms from the answer (bar: 150 ms)%n",
                request.percentile(0.5) - raw.percentile(0.5), accepted.percentile(0.5) - raw.percentile(0.5));
    }
}
