package io.cairn.cli.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The commands that make a host a node. Pure.
 *
 * @param plane address of the control plane
 * @param shift how far its ports are moved from their usual places
 * @param subnet of the host's machines; empty for the usual one
 */
public record JoinScript(String node, String plane, int shift, Optional<String> subnet, String authorityPem,
        String token) {

    private static final int MACHINES = 7412;
    private static final int SCHEDULER = 7422;
    private static final int IMAGES = 7432;

    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("# On " + node + ", as root, in a clone of the same version of Cairn:");
        lines.add("deploy/local/install && make build");
        lines.add("install -d -m 0755 /etc/cairn");
        lines.add("cat >/etc/cairn/ca.crt <<'END'");
        authorityPem.lines().filter(line -> !line.isBlank()).forEach(lines::add);
        lines.add("END");
        lines.add("(umask 077 && printf %s '" + token + "' >/etc/cairn/join-token)");
        lines.add("java=$(ls -d /usr/lib/jvm/*25*/bin/java | head -n 1)");
        lines.add("setsid \"$java\" --enable-native-access=ALL-UNNAMED -Xmx128m \\");
        lines.add(
                "  -cp \"node-agent/target/node-agent-0.1.0-SNAPSHOT.jar:node-agent/target/lib/*\" io.cairn.node.NodeAgent \\");
        lines.add("  --cairn.agent.name=" + node
                + subnet.map(first -> " --cairn.agent.subnet=" + first).orElse("") + " \\");
        lines.add("  --cairn.plane.scheduler=" + at(SCHEDULER) + " --cairn.plane.machines=" + at(MACHINES) + " \\");
        lines.add("  --cairn.plane.images=" + at(IMAGES) + " </dev/null >>/var/log/cairn-agent.log 2>&1 &");
        return lines;
    }

    private String at(int port) {
        return plane + ":" + (port + shift);
    }
}
