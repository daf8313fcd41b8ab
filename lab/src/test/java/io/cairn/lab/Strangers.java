package io.cairn.lab;

import java.io.IOException;
import java.net.InetAddress;
import java.util.Map;

/**
 * Clients whose credentials fail, from one address of this host after another: the door refuses an address from which
 * too many failed.
 */
final class Strangers implements AutoCloseable {
    /** The door forgives 20. */
    private static final int FROM_ONE_ADDRESS = 15;
    private static final int ADDRESSES = 250;

    private final PublicDoor door;
    private int asked;
    private Rest current;

    Strangers(PublicDoor door) throws IOException {
        this.door = door;
        this.current = next();
    }

    private Rest next() throws IOException {
        var number = asked / FROM_ONE_ADDRESS;
        var address = InetAddress.getByAddress(new byte[]{127, 1, (byte) (number / ADDRESSES),
                (byte) (number % ADDRESSES + 1)});
        return new Rest(door.trust().client(address), door.url(), Map.of());
    }

    /** A client for one request with some headers. */
    Rest with(Map<String, String> headers) throws IOException {
        asked++;
        if (asked % FROM_ONE_ADDRESS == 0) {
            close();
            current = next();
        }
        return new Rest(current.client(), current.base(), headers);
    }

    @Override
    public void close() {
        current.client().shutdownNow();
    }
}
