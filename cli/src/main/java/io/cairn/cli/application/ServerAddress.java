package io.cairn.cli.application;

import io.cairn.cli.domain.Failure;
import io.cairn.cli.domain.Safe;
import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Addresses of servers. Pure. */
public final class ServerAddress {

    private static final Pattern FORM = Pattern.compile("https://[^/?#@]+(/[^?#]*)?");
    private static final Pattern ORGANISATION = Pattern.compile("/t/([^/]+)");
    private static final int HTTPS = 443;
    private static final int GATEWAY = 7443;

    private ServerAddress() {}

    /** Without a slash at its end. */
    public static String checked(String server) {
        String address = server.replaceFirst("/+$", "");
        if (!FORM.matcher(address).matches()) {
            throw Failure.usage("\"" + Safe.text(server) + "\" is not the address of a server",
                    "an address is https://host:port, with a path or without");
        }
        return address;
    }

    /** A name for it: host, port if it is not 443, organisation if there is one. */
    public static String name(String server) {
        URI uri = URI.create(server);
        Matcher organisation = ORGANISATION.matcher(server);
        return host(server) + (uri.getPort() < 0 || uri.getPort() == HTTPS ? "" : "-" + uri.getPort())
                + (organisation.find() ? "-" + organisation.group(1) : "");
    }

    public static String host(String server) {
        String host = URI.create(server).getHost();
        return host == null ? "server" : host;
    }

    /** How far the ports of the cloud are moved from their usual places. */
    public static int shift(String server) {
        int port = URI.create(server).getPort();
        return port < 0 ? 0 : port - GATEWAY;
    }
}
