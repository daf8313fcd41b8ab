package io.cairn.cli.adapter.http;

import io.cairn.cli.domain.Failure;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The proxy that HTTPS_PROXY names, for every host that NO_PROXY does not name. */
final class Proxies extends ProxySelector {

    private final Proxy proxy;
    private final List<String> without;

    private Proxies(Proxy proxy, List<String> without) {
        this.proxy = proxy;
        this.without = without;
    }

    /** Empty if the environment names none. */
    static Optional<ProxySelector> from(Map<String, String> environment) {
        String address = either(environment, "HTTPS_PROXY");
        if (address.isBlank()) {
            return Optional.empty();
        }
        URI uri = URI.create(address.contains("://") ? address : "http://" + address);
        if (!"http".equals(uri.getScheme()) || uri.getHost() == null) {
            throw Failure.connection("HTTPS_PROXY is not the address of a proxy: " + address, new IOException(address),
                    "write http://host:port, or unset it");
        }
        Proxy proxy = new Proxy(Proxy.Type.HTTP,
                InetSocketAddress.createUnresolved(uri.getHost(), uri.getPort() < 0 ? 80 : uri.getPort()));
        List<String> without = Arrays.stream(either(environment, "NO_PROXY").split(",", -1))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .map(name -> name.toLowerCase(Locale.ROOT))
                .toList();
        return Optional.of(new Proxies(proxy, without));
    }

    private static String either(Map<String, String> environment, String name) {
        return environment.getOrDefault(name, environment.getOrDefault(name.toLowerCase(Locale.ROOT), ""));
    }

    @Override
    public List<Proxy> select(URI uri) {
        String host = String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT);
        boolean here = host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
        boolean named = without.stream()
                .anyMatch(name -> name.equals("*") || host.equals(name.replaceFirst("^\\.", ""))
                        || host.endsWith("." + name.replaceFirst("^\\.", "")));
        if (here || named) {
            return List.of(Proxy.NO_PROXY);
        }
        InetSocketAddress at = (InetSocketAddress) proxy.address();
        return List.of(new Proxy(proxy.type(), new InetSocketAddress(at.getHostString(), at.getPort())));
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException broken) {
        // The request itself fails and tells.
    }
}
