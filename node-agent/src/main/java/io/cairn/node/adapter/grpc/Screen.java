package io.cairn.node.adapter.grpc;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One viewer of a machine's screen: bytes between QEMU's VNC server and the plane, as they are, until one side ends. */
record Screen(Path socket) {
    private static final Logger log = LoggerFactory.getLogger(Screen.class);
    private static final int CHUNK = 32 << 10;

    void show(Consoles.Line line) throws IOException, InterruptedException {
        try (var qemu = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            line.joined(bytes -> write(qemu, bytes), () -> close(qemu));
            var buffer = ByteBuffer.allocate(CHUNK);
            while (qemu.read(buffer) >= 0 && !line.over()) {
                line.send(buffer.array(), buffer.position());
                buffer.clear();
            }
        } catch (IOException gone) {
            if (!line.over()) {
                throw gone;
            }
        }
    }

    /** What QEMU does not take holds up the caller, and with it the viewer. */
    private static void write(SocketChannel qemu, byte[] bytes) {
        try {
            var buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                qemu.write(buffer);
            }
        } catch (IOException gone) {
            close(qemu);
        }
    }

    private static void close(SocketChannel qemu) {
        try {
            qemu.close();
        } catch (IOException alreadyGone) {
            log.atTrace().setCause(alreadyGone).log("A screen was already closed");
        }
    }
}
