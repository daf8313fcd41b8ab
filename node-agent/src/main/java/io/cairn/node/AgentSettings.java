package io.cairn.node;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/** Properties below {@code cairn}. */
@ConfigurationProperties("cairn")
public record AgentSettings(Agent agent, Plane plane) {

    /**
     * @param name of the node, as in its inventory row
     * @param data directory of machines, image cache and certificate
     * @param subnet first three numbers of the NAT network's /24
     * @param uplinkMbps that machines may claim bandwidth of; 0 for the speed of the interface with the default route
     */
    public record Agent(String name, String data, String joinTokenFile, String caFile, String libvirtUri,
            String network,
            String subnet, @DefaultValue("0") int uplinkMbps, ConsoleLog consoleLog) {}

    /** How much of each machine's console output is kept. */
    public record ConsoleLog(Duration keep, DataSize maxSize) {}

    /** Where the services are, host:port. */
    public record Plane(String scheduler, String machines, String images) {}
}
