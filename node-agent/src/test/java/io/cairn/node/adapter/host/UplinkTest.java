package io.cairn.node.adapter.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UplinkTest {
    private static final String HEAD = "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT\n";

    @TempDir
    Path host = Path.of("");

    private void route(String name, String destination, int metric, String mask) throws IOException {
        var file = Files.createDirectories(host.resolve("proc/net")).resolve("route");
        var before = Files.exists(file) ? Files.readString(file) : HEAD;
        Files.writeString(file, before + "%s\t%s\t010200C0\t0003\t0\t0\t%d\t%s\t0\t0\t0%n".formatted(name, destination,
                metric, mask));
    }

    private void speed(String name, String says) throws IOException {
        Files.writeString(Files.createDirectories(host.resolve("sys/class/net").resolve(name)).resolve("speed"), says);
    }

    private int mbps(int configured) throws IOException {
        return new Uplink(configured, host.resolve("proc"), host.resolve("sys")).mbps();
    }

    @Test
    void it_is_as_fast_as_the_interface_with_the_default_route_of_the_lowest_metric() throws IOException {
        route("eth2", "000200C0", 0, "00FFFFFF");
        route("eth1", "00000000", 200, "00000000");
        route("bond0", "00000000", 100, "00000000");
        route("tun0", "00000000", 1, "00000080");
        speed("eth1", "1000\n");
        speed("eth2", "40000\n");
        speed("bond0", "25000\n");
        assertThat(mbps(0)).isEqualTo(25_000);
    }

    @Test
    void nobody_knows_how_fast_a_virtual_interface_is_or_a_host_without_a_default_route() throws IOException {
        assertThat(mbps(0)).isZero();
        route("eth0", "000200C0", 0, "00FFFFFF");
        speed("eth0", "1000\n");
        assertThat(mbps(0)).isZero();
        route("virtio0", "00000000", 0, "00000000");
        assertThat(mbps(0)).as("the kernel refuses to say").isZero();
        speed("virtio0", "-1\n");
        assertThat(mbps(0)).isZero();
        speed("virtio0", "nonsense\n");
        assertThat(mbps(0)).isZero();
    }

    @Test
    void what_the_operator_says_counts_first() throws IOException {
        route("eth0", "00000000", 0, "00000000");
        speed("eth0", "1000\n");
        assertThat(mbps(400)).isEqualTo(400);
    }

    @Test
    void a_node_promises_no_bandwidth_that_its_kernel_cannot_keep_and_says_why() throws IOException {
        Files.createDirectories(host.resolve("machines"));
        var keeps = new HostFacts(host, Optional.empty(), "9", "7", 400, Optional.empty()).read(0);
        assertThat(keeps.getBandwidthMbps()).isEqualTo(400);
        assertThat(keeps.getProblemsList()).isEmpty();
        var cannot = new HostFacts(host, Optional.empty(), "9", "7", 400, Optional.of("Error: no sfq")).read(0);
        assertThat(cannot.getBandwidthMbps()).isZero();
        assertThat(cannot.getProblemsList()).containsExactly("Machines with networkBandwidth go elsewhere, though the "
                + "uplink has 400 Mbit/s: the kernel cannot limit an interface (Error: no sfq)");
    }
}
