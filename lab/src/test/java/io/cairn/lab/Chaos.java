package io.cairn.lab;

import io.cairn.node.sim.SimulatedNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** One random story: intents through the API, and everything that goes wrong meanwhile. */
final class Chaos {
    static final String PATH = "/apis/compute.cairn.io/v1/namespaces/laws/virtualmachines";
    private static final int MOST = 10;
    private static final List<String> STRATEGIES = List.of("Always", "Always", "RerunOnFailure", "Manual", "Halted");

    /** Classes of machines: some of them have to go for others, at once. */
    private static final List<String> CLASSES = List.of("standard", "fleeting", "fleeting", "high");

    private final SimulatedCloud cloud;
    private final Random random;
    private final List<SimulatedNode> nodes;
    private final List<String> told = new ArrayList<>();
    /** Machines whose creation was acknowledged, and their uids. */
    private final Map<String, String> created = new TreeMap<>();
    /** Names whose last create or delete was not answered. */
    private final List<String> doubtful = new ArrayList<>();
    private int number;

    Chaos(SimulatedCloud cloud, long seed) {
        this.cloud = cloud;
        this.random = new Random(seed);
        this.nodes = List.copyOf(cloud.nodes().values());
    }

    /** What was done, for people. */
    List<String> story() {
        return told;
    }

    /** Machines that must be there: their creation was acknowledged and their deletion never asked for. */
    Map<String, String> acknowledged() {
        return created;
    }

    static void classes(SimulatedCloud cloud) throws Exception {
        cloud.infrastructure()
                .post("/apis/infra.cairn.io/v1/priorityclasses",
                        "{\"metadata\":{\"name\":\"fleeting\"},\"spec\":{\"value\":-500,\"preemptible\":true,"
                                + "\"noticeSeconds\":0}}")
                .mustBeOk();
    }

    void run(int moves) throws Exception {
        cloud.line().shake(0.15);
        for (var move = 0; move < moves; move++) {
            var what = random.nextInt(100);
            if (what < 62) {
                intent();
            } else if (what < 96) {
                mishap();
            } else if (what < 98) {
                tell("scheduler-service restarts");
                cloud.restartScheduler();
            } else {
                tell("vm-service restarts");
                cloud.restartVm();
            }
            TimeUnit.MILLISECONDS.sleep(random.nextInt(60));
        }
    }

    private void tell(String what) {
        told.add(what);
    }

    private void intent() throws InterruptedException {
        var what = random.nextInt(10);
        if (created.isEmpty() || what < 3 && created.size() < MOST) {
            create();
            return;
        }
        var name = List.copyOf(created.keySet()).get(random.nextInt(created.size()));
        switch (what) {
            case 0, 1, 2 -> strategy(name);
            case 3, 4 -> act(name, "start");
            case 5, 6 -> act(name, "stop");
            case 7 -> act(name, List.of("restart", "pause", "resume").get(random.nextInt(3)));
            default -> delete(name);
        }
    }

    /** Sends; true if it was acknowledged, false if it was refused. Nobody knows what became of one without an answer. */
    private Rest.Answer send(String what, Call call) throws InterruptedException {
        try {
            var answer = call.send(cloud.machines());
            tell("%s: %d".formatted(what, answer.code()));
            return answer;
        } catch (IOException away) {
            tell("%s: no answer".formatted(what));
            return new Rest.Answer(0, io.cairn.resource.adapter.json.Json.MAPPER.createObjectNode());
        }
    }

    private interface Call {
        Rest.Answer send(Rest api) throws IOException, InterruptedException;
    }

    private void create() throws InterruptedException {
        var name = "vm-" + ++number;
        var strategy = STRATEGIES.get(random.nextInt(STRATEGIES.size()));
        var priority = CLASSES.get(random.nextInt(CLASSES.size()));
        var body = """
                   {"metadata":{"name":"%s"},"spec":{"runStrategy":"%s","instanceType":"c1.nano","image":"micro",\
                   "placement":{"priorityClass":"%s"},"terminationGracePeriodSeconds":%d}}"""
                .formatted(name, strategy, priority, random.nextInt(2));
        var answer = send("create %s %s %s".formatted(name, strategy, priority), api -> api.post(PATH, body));
        if (answer.ok() && answer.code() > 0) {
            created.put(name, answer.text("/metadata/uid"));
        } else {
            doubtful.add(name);
        }
    }

    private void strategy(String name) throws InterruptedException {
        var strategy = STRATEGIES.get(random.nextInt(STRATEGIES.size()));
        send("%s becomes %s".formatted(name, strategy), api -> api.merge(PATH + "/" + name,
                "{\"spec\":{\"runStrategy\":\"%s\"}}".formatted(strategy)));
    }

    private void act(String name, String act) throws InterruptedException {
        send(act + " " + name, api -> api.post(PATH + "/" + name + "/" + act, ""));
    }

    private void delete(String name) throws InterruptedException {
        created.remove(name);
        doubtful.add(name);
        send("delete " + name, api -> api.delete(PATH + "/" + name));
    }

    private void mishap() throws IOException {
        var node = nodes.get(random.nextInt(nodes.size()));
        var uids = List.copyOf(created.values());
        switch (random.nextInt(10)) {
            case 0, 1 -> {
                tell("the agent of %s restarts".formatted(node.name()));
                node.restartAgent();
            }
            case 2 -> {
                tell(node.name() + " reboots");
                node.reboot();
            }
            case 3 -> node.host().failNextStarts(1);
            case 4 -> node.host().delay(Duration.ofMillis(random.nextInt(80)));
            case 5 -> node.host().loseEvents(random.nextBoolean());
            case 6 -> node.host().away(random.nextInt(3) == 0);
            case 7 -> node.host().deafGuests(random.nextBoolean());
            default -> {
                if (!uids.isEmpty()) {
                    end(uids.get(random.nextInt(uids.size())));
                }
            }
        }
    }

    private void end(String uid) {
        var crash = random.nextBoolean();
        tell("%s %s".formatted(uid, crash ? "crashes" : "shuts itself down"));
        nodes.forEach(node -> {
            if (crash) {
                node.host().crash(uid);
            } else {
                node.host().guestShutdown(uid);
            }
        });
    }

    /** Nothing goes wrong any more. */
    void calm() {
        cloud.line().shake(0);
        nodes.forEach(node -> node.host()
                .failNextStarts(0)
                .delay(Duration.ZERO)
                .loseEvents(false)
                .deafGuests(false)
                .away(false));
    }

    /** Every machine is asked to go. */
    void clear() throws InterruptedException {
        for (var name : new ArrayList<>(created.keySet())) {
            delete(name);
        }
        for (var name : List.copyOf(doubtful)) {
            send("delete " + name, api -> api.delete(PATH + "/" + name));
        }
    }
}
