package io.cairn.cli.adapter.local;

import io.cairn.cli.application.Port;
import io.cairn.cli.domain.Failure;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.Optional;

/** A port on a loopback address: whoever comes in there needs no key of their own. */
public final class LoopbackPort implements Port {

    private final ServerSocketChannel door;
    private final String address;

    private LoopbackPort(ServerSocketChannel door, String address) {
        this.door = door;
        this.address = address;
    }

    /**
     * @param host a loopback address or name
     * @param port 0 for any that is free
     */
    public static LoopbackPort open(String host, int port) {
        try {
            InetAddress address = InetAddress.getByName(host);
            if (!address.isLoopbackAddress()) {
                throw Failure
                        .usage(host + " is no loopback address: whoever reached a port there could use the machine "
                                + "as you", "listen on 127.0.0.1, and let others in by ssh -L");
            }
            ServerSocketChannel door = ServerSocketChannel.open().bind(new InetSocketAddress(address, port));
            return new LoopbackPort(door, host + ":" + door.socket().getLocalPort());
        } catch (IOException taken) {
            throw Failure.refused("cannot listen on " + host + ":" + port + ": " + taken.getMessage(),
                    "--listen " + host + ":0 takes a port that is free");
        }
    }

    @Override
    public String address() {
        return address;
    }

    @Override
    public Visitor accept() throws InterruptedException {
        try {
            return new Caller(door.accept());
        } catch (ClosedByInterruptException stopped) {
            throw new InterruptedException();
        } catch (IOException broken) {
            throw Failure.refused("cannot listen on " + address + " any more: " + broken.getMessage());
        }
    }

    @Override
    public void close() {
        quietly(door);
    }

    private record Caller(SocketChannel channel) implements Visitor {

        private static final int CHUNK = 16 << 10;

        @Override
        public Optional<byte[]> read() {
            ByteBuffer buffer = ByteBuffer.allocate(CHUNK);
            try {
                return channel.read(buffer) < 0 ? Optional.empty()
                        : Optional.of(Arrays.copyOf(buffer.array(), buffer.position()));
            } catch (IOException gone) {
                return Optional.empty();
            }
        }

        @Override
        public OutputStream screen() {
            return Channels.newOutputStream(channel);
        }

        @Override
        public void close() {
            quietly(channel);
        }
    }

    private static void quietly(java.nio.channels.Channel channel) {
        try {
            channel.close();
        } catch (IOException gone) {
            // It is closed, which is all that was wanted.
        }
    }
}
