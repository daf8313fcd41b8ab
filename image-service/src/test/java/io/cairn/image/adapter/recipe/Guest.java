package io.cairn.image.adapter.recipe;

import io.cairn.image.Commands;
import io.cairn.image.Waiting;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A machine in plain QEMU, in emulation, with user networking; its console goes into a file. */
final class Guest implements AutoCloseable {
    final int port;
    private final Path console;
    private final Process qemu;

    /** @param forwarded port of the guest that is reached at {@link #port} */
    Guest(Path folder, int memoryMib, int forwarded, List<String> boot) throws IOException {
        try (var free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        console = folder.resolve("console.log");
        var command = new ArrayList<>(List.of("nice", "qemu-system-x86_64", "-accel", "tcg", "-cpu", "max", "-machine",
                "q35", "-m", "" + memoryMib, "-display", "none", "-monitor", "none", "-serial", "file:" + console,
                "-nic", "user,model=virtio-net-pci,hostfwd=tcp:127.0.0.1:%d-:%d".formatted(port, forwarded), "-device",
                "virtio-rng-pci", "-device", "virtio-serial-pci", "-chardev",
                "socket,id=agent,server=on,wait=off,path=" + folder.resolve("agent.sock"), "-device",
                "virtserialport,chardev=agent,name=org.qemu.guest_agent.0"));
        command.addAll(boot);
        qemu = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(folder.resolve("qemu.log").toFile())
                .start();
    }

    /** Waits until the console matches. */
    void says(String pattern, int seconds) throws Exception {
        var wanted = java.util.regex.Pattern.compile(pattern);
        try {
            Waiting.until("the console says " + pattern, seconds, () -> {
                if (!qemu.isAlive()) {
                    throw new AssertionError("QEMU ended: " + Files.readString(console.resolveSibling("qemu.log")));
                }
                return wanted.matcher(console()).find();
            });
        } catch (AssertionError e) {
            var said = console();
            throw new AssertionError(e.getMessage() + "; it ends with: " + said.substring(Math.max(0, said.length()
                    - 3_000)), e);
        }
    }

    String console() throws IOException {
        return Files.exists(console) ? Files.readString(console, StandardCharsets.ISO_8859_1) : "";
    }

    /** Runs a command in the guest as the user debian. */
    String ssh(Path key, String command) throws IOException, InterruptedException {
        return Commands.run(Path.of("/"), 90, "ssh", "-i", key.toString(), "-p", "" + port, "-o", "BatchMode=yes",
                "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o", "LogLevel=ERROR", "-o",
                "ConnectTimeout=30", "debian@127.0.0.1", command);
    }

    @Override
    public void close() throws InterruptedException {
        qemu.destroyForcibly().waitFor();
    }
}
