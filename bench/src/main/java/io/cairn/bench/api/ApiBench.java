package io.cairn.bench.api;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Load on the public API of the cloud that runs on this machine, in a namespace of its own that is deleted at the end.
 * The machines are stopped ones: nothing is placed or started. Clients are service accounts with a token each, as tenants
 * have them, since requests are limited for each token.
 */
public final class ApiBench {
    private static final String NAMESPACE = "bench-" + Long.toString(System.nanoTime() >>> 20, 36);
    private static final String MACHINES = "/apis/compute.cairn.io/v1/namespaces/" + NAMESPACE + "/virtualmachines";
    private static final String IAM = "/apis/iam.cairn.io/v1/namespaces/" + NAMESPACE;
    private static final String JSON = "application/json";
    private static final Pattern CONTINUE = Pattern.compile("\"continue\":\"([^\"]+)\"");
    private static final Pattern VERSION = Pattern.compile("\"resourceVersion\":\"([0-9]+)\"");
    private static final Pattern SENT = Pattern.compile("\"bench/sent\":\"([0-9]+)\"");
    private static final Pattern TOKEN = Pattern.compile("\"token\":\"([^\"]+)\"");
    private static final int CLIENTS = 8;
    private static final int PAGE = 500;

    private final PrintStream out = System.out;
    private final Target operator;
    private final Target service;
    private final int machines;
    private final List<Target> clients = new ArrayList<>();

    private ApiBench(Target operator, Target service, int machines) {
        this.operator = operator;
        this.service = service;
        this.machines = machines;
    }

    /** @param arguments state directory, number of machines, port of vm-service, seconds of warming up */
    public static void main(String[] arguments) throws Exception {
        var state = Path.of(arguments[0]);
        var operator = Target.gateway(state.resolve("kubeconfig"));
        var service = Target.service("https://127.0.0.1:" + arguments[2], state.resolve("data/pki"));
        new ApiBench(operator, service, Integer.parseInt(arguments[1])).run(Integer.parseInt(arguments[3]));
        System.exit(0);
    }

    private void run(int warmUp) throws Exception {
        operator.send("POST", "/api/v1/namespaces", JSON, "{\"metadata\":{\"name\":\"" + NAMESPACE + "\"}}");
        try {
            for (var n = 0; n < CLIENTS; n++) {
                clients.add(client("load-" + n));
            }
            out.println(Times.head());
            out.println(Load.byClients("create, %d clients".formatted(CLIENTS), CLIENTS, machines, this::create));
            warmUp(warmUp);
            for (var round = 1; round <= 3; round++) {
                out.println(Load.atRate("get at 500/s, 20 s, round " + round, 500, 20, this::get));
            }
            out.println(Load.byClients("get, %d clients".formatted(CLIENTS), CLIENTS, 20_000, this::get));
            pages();
            out.println(Load.byClients("merge patch, %d clients".formatted(CLIENTS), CLIENTS, 5_000, this::patch));
            watched("lag of 1,000 watches of one machine each, 200/s", operator, 1_000, true);
            watched("lag of 20 watches of all machines, 200/s", client(0), 20, false);
            overhead();
        } finally {
            operator.send("DELETE", "/api/v1/namespaces/" + NAMESPACE, JSON, "");
        }
    }

    private Target client(String name) throws Exception {
        operator.send("POST", IAM + "/serviceaccounts", JSON, "{\"metadata\":{\"name\":\"" + name + "\"},\"spec\":{}}");
        operator.send("POST", IAM + "/rolebindings", JSON,
                """
                {"metadata":{"name":"%s"},"spec":{"role":"user","subjects":[{"kind":"ServiceAccount","name":"%s"}]}}"""
                        .formatted(name, name));
        var made = TOKEN.matcher(operator.send("POST", IAM + "/serviceaccounts/" + name + "/token", JSON,
                "{\"expiresInSeconds\":7200}"));
        if (!made.find()) {
            throw new IllegalStateException("A token was made and not shown");
        }
        return operator.as(made.group(1));
    }

    private Target client(int n) {
        return clients.get(Math.floorMod(n, CLIENTS));
    }

    private static String name(int n) {
        return "m%05d".formatted(n);
    }

    private void create(int n) throws Exception {
        client(n).send("POST", MACHINES, JSON,
                """
                {"metadata":{"name":"%s","labels":{"app":"bench"}},\
                "spec":{"instanceType":"c1.nano","image":"micro","runStrategy":"Halted"}}""".formatted(name(n)));
    }

    private void get(int n) throws Exception {
        client(n).get(MACHINES + "/" + name(n * 7 % machines));
    }

    private void patch(int n) throws Exception {
        client(n).send("PATCH", MACHINES + "/" + name(n % machines), "application/merge-patch+json",
                "{\"metadata\":{\"annotations\":{\"bench/sent\":\"%d\"}}}".formatted(System.nanoTime()));
    }

    /** A server compiles what it is asked for while it is asked: the first minute is not the one that is measured. */
    private void warmUp(int seconds) throws Exception {
        Load.atRate("", 500, seconds / 2, this::get);
        readPages();
        Load.atRate("", 150, seconds / 2, this::patch);
        readPages();
        readPages();
    }

    private void pages() throws Exception {
        for (var round = 1; round <= 3; round++) {
            var begin = System.nanoTime();
            var times = readPages();
            out.println(times.row("page of %d out of %d, round %d".formatted(PAGE, machines, round),
                    (System.nanoTime() - begin) / 1e9));
        }
    }

    /** Reads the whole list page by page; a page is a request. */
    private Times readPages() throws Exception {
        var times = new Times(10_000);
        var token = "";
        do {
            var start = System.nanoTime();
            var page = operator.get(MACHINES + "?limit=" + PAGE + (token.isEmpty() ? "" : "&continue=" + token));
            times.add(System.nanoTime() - start);
            var found = CONTINUE.matcher(page.substring(0, Math.min(page.length(), 500)));
            token = found.find() ? found.group(1) : "";
        } while (!token.isEmpty());
        return times;
    }

    /** From the moment when a change is sent to the moment when a watcher has it. */
    private void watched(String what, Target who, int watches, boolean single) throws Exception {
        var version = VERSION.matcher(operator.get(MACHINES + "?limit=1"));
        if (!version.find()) {
            throw new IllegalStateException("A list without a version");
        }
        var times = new Times(1 << 20);
        // Watches on a connection of their own, as informers have.
        var watcher = who.anew();
        List<CompletableFuture<Void>> open = new ArrayList<>();
        for (var i = 0; i < watches; i++) {
            var one = single ? "&fieldSelector=metadata.name=" + name(i % machines) : "";
            open.add(watcher.follow(MACHINES + "?watch=1&resourceVersion=" + version.group(1) + one,
                    line -> took(times, line)));
        }
        // A watch says nothing when it opens: give a thousand of them time to.
        TimeUnit.SECONDS.sleep(5);
        var warm = times.count();
        var begin = System.nanoTime();
        var changes = Load.atRate("the changes themselves", 200, 20, n -> patch(n % Math.min(1_000, machines)));
        TimeUnit.SECONDS.sleep(1);
        out.println(times.row(what, (System.nanoTime() - begin) / 1e9));
        out.println(changes);
        if (warm > 0) {
            out.println("  (%d events before the changes)".formatted(warm));
        }
        open.forEach(watch -> watch.cancel(true));
        watcher.client().shutdownNow();
    }

    private static void took(Times times, String line) {
        var sent = SENT.matcher(line);
        if (sent.find()) {
            times.add(System.nanoTime() - Long.parseLong(sent.group(1)));
        }
    }

    /** The same get in turns through the gateway and past it, by one client. */
    private void overhead() throws Exception {
        var through = new Times(2_000);
        var past = new Times(2_000);
        for (var n = 0; n < 2_200; n++) {
            var path = MACHINES + "/" + name(n * 7 % machines);
            var start = System.nanoTime();
            operator.get(path);
            var middle = System.nanoTime();
            service.get(path);
            var end = System.nanoTime();
            if (n >= 200) {
                through.add(middle - start);
                past.add(end - middle);
            }
        }
        out.println(through.row("get through the gateway, 1 client", through.sum() / 1e9));
        out.println(past.row("get past it, from vm-service, 1 client", past.sum() / 1e9));
        out.println("%nThe gateway adds %.2f ms in the median.".formatted(
                through.percentile(0.5) - past.percentile(0.5)));
    }
}
