package io.cairn.node;

import org.springframework.boot.context.properties.ConfigurationProperties;

/** Properties below {@code cairn}. */
@ConfigurationProperties("cairn")
public record AgentSettings(Agent agent, Plane plane) {

    /**
     * @param name of the node, as in its inventory row
     * @param data directory of machines, image cache and certificate
     * @param subnet first three numbers of the NAT network's /24
     */
    public record Agent(String name, String data, String joinTokenFile, String caFile, String libvirtUri,
            String network,
            String subnet) {}

    /** Where the services are, host:port. */
    public record Plane(String scheduler, String machines, String images) {}
}
