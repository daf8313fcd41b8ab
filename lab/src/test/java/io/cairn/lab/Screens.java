package io.cairn.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What can be seen of a real guest's screen through the public door. */
final class Screens {
    private static final String NAMESPACE = "/apis/compute.cairn.io/v1/namespaces/default/virtualmachines/";
    private static final String VERSION = "RFB 003.008\n";

    private final Cloud cloud;
    private final Rest anonymous;

    Screens(Cloud cloud) throws Exception {
        this.cloud = cloud;
        this.anonymous = new Rest(
                new Trust(cloud.state.resolve("data/pki")).client(InetAddress.getLoopbackAddress()),
                "https://127.0.0.1:" + (cloud.base + 43), Map.of());
    }

    /** QEMU greets a viewer that has a ticket, twice nobody, and lets go of who lost their token or their machine. */
    void ofARunningMachine(String name) throws Exception {
        var ticket = ticket(name);
        try (var viewer = viewer(name, ticket)) {
            handshake(viewer);
            assertThat(Viewer.refused(anonymous.client(), url(name, ticket), Map.of()).text("/message"))
                    .contains("used already");
            listening(name);
            endsWithItsToken(name);
            cloud.cairn("stop", name, "--wait", "--timeout=60s").ok();
            assertThat(viewer.ended()).as("the machine was stopped").startsWith("1000");
        }
        try (var late = viewer(name, ticket(name))) {
            assertThat(late.ended()).isEqualTo("1013 Machine default/%s: the machine is off; it has no screen"
                    .formatted(name));
        }
        cloud.cairn("start", name, "--wait", "--timeout=60s").ok();
    }

    /** The page in a real browser: a picture by a ticket, words without one. */
    void inABrowser(String name) throws Exception {
        var address = cloud.cairn("vnc", name).ok().out().strip();
        try (var browser = new Browser(cloud.state.resolve("browser")); var page = browser.open(address)) {
            assertThat(page.shows("Connected")).contains("default/" + name);
            assertThat(page.picture()).isBetween(320, 4096);
            assertThat(page.address()).as("the ticket is taken out").isEqualTo(address.replaceFirst("#.*", ""));
            try (var again = browser.open(address)) {
                assertThat(again.shows("The ticket is not known: it was used already"))
                        .contains("For another one: cairn vnc " + name + " -n default");
            }
            try (var without = browser.open(page.address())) {
                assertThat(without.shows("There is no ticket in the address")).contains("cairn vnc " + name);
            }
            cloud.cairn("stop", name, "--wait", "--timeout=60s").ok();
            assertThat(page.shows("the connection ended")).contains("cairn vnc " + name);
            try (var off = browser.open(cloud.cairn("vnc", name).ok().out().strip())) {
                assertThat(off.shows("the machine is off; it has no screen")).contains("cairn vnc " + name);
            }
        }
    }

    /** The page of the serial console in a real browser: what the guest says, and an answer to what is typed. */
    void consoleInABrowser(String name) throws Exception {
        var address = cloud.cairn("console", name, "--browser").ok().out().strip();
        try (var browser = new Browser(cloud.state.resolve("browser-serial")); var page = browser.open(address)) {
            page.shows("Connected. Press Enter if nothing shows");
            assertThat(page.address()).as("the ticket is taken out").isEqualTo(address.replaceFirst("#.*", ""));
            page.type("echo $((6 * 7))th word");
            page.shows("42th word");
            cloud.cairn("restart", name, "--wait", "--timeout=60s").ok();
            assertThat(page.shows("the connection ended")).contains("cairn console --browser " + name);
            try (var again = browser.open(address)) {
                assertThat(again.shows("The ticket is not known: it was used already"))
                        .contains("For another one: cairn console --browser " + name + " -n default");
            }
        }
    }

    /** Of the address that a person would open. */
    private String ticket(String name) {
        var address = URI.create(cloud.cairn("vnc", name).ok().out().strip());
        assertThat(address.getPath()).isEqualTo("/console/default/default/" + name);
        return address.getFragment().replaceFirst("^ticket=", "");
    }

    private String url(String name, String ticket) {
        return anonymous.base() + NAMESPACE + name + "/vnc?ticket=" + ticket;
    }

    private Viewer viewer(String name, String ticket) throws Exception {
        return new Viewer(anonymous.client(), url(name, ticket), Map.of());
    }

    /** Version, no password, and the size of a picture. */
    private static void handshake(Viewer viewer) {
        viewer.awaitSeen(VERSION);
        viewer.say(VERSION);
        viewer.awaitSeen(VERSION + "\1\1");
        viewer.say("\1");
        viewer.awaitSeen(VERSION + "\1\1\0\0\0\0");
        viewer.say("\1");
        Waiting.until("the screen has a size", Duration.ofSeconds(60), () -> viewer.seen().length() >= 18 + 24);
        var width = viewer.seen().charAt(18) << 8 | viewer.seen().charAt(19);
        assertThat(width).isBetween(320, 4096);
    }

    /** A viewer of this host, on a port of its own. */
    private void listening(String name) throws Exception {
        var command = new ProcessBuilder(Cloud.ROOT.resolve("bin/cairn").toString(), "vnc", name, "--listen",
                "127.0.0.1:0", "--once").redirectError(ProcessBuilder.Redirect.DISCARD);
        command.environment().putAll(cloud.environment());
        var process = command.start();
        try {
            var address = process.inputReader().readLine();
            try (var viewer = new Socket("127.0.0.1", Integer.parseInt(address.split(":")[1]))) {
                viewer.setSoTimeout(60_000);
                assertThat(viewer.getInputStream().readNBytes(VERSION.length())).asString().isEqualTo(VERSION);
            }
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        } finally {
            process.destroy();
        }
    }

    private void endsWithItsToken(String name) throws Exception {
        var token = Files.readString(cloud.state.resolve("data/secrets/admin-token")).strip();
        var operator = new Rest(anonymous.client(), anonymous.base(), Map.of("Authorization", "Bearer " + token));
        operator.post("/apis/iam.cairn.io/v1/users", "{\"metadata\":{\"name\":\"guest\"},\"spec\":{}}").mustBeOk();
        operator.post("/apis/iam.cairn.io/v1/namespaces/default/rolebindings",
                """
                {"metadata":{"name":"guest"},"spec":{"role":"user",
                "subjects":[{"kind":"User","name":"guest"}]}}""")
                .mustBeOk();
        var secret = operator.post("/apis/iam.cairn.io/v1/users/guest/token", "{\"name\":\"guest\"}").mustBeOk();
        var guest = new Rest(anonymous.client(), anonymous.base(),
                Map.of("Authorization", "Bearer " + secret.text("/status/token")));
        var ticket = guest.post(NAMESPACE + name + "/ticket", "{\"stream\":\"vnc\"}").mustBeOk().text("/status/ticket");
        try (var viewer = viewer(name, ticket)) {
            viewer.awaitSeen(VERSION);
            operator.delete("/apis/iam.cairn.io/v1/apitokens/guest").mustBeOk();
            assertThat(viewer.ended())
                    .isEqualTo("1013 What opened this stream holds no more, or the right to it was taken away");
        }
    }
}
