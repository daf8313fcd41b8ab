package io.cairn.node.adapter.disk;

import io.cairn.node.domain.Wanted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * The files of machines below {@code machines/<uid>/}: disk, seed, console socket and libvirt's log of it. The directory
 * is also where the agent keeps its note and the console log.
 */
public final class MachineFiles {
    private final Path machines;
    private final Path reservations;
    private final ImageCache images;
    private volatile Removal removal = _ -> {};

    /** Somebody who keeps something in the directory of a machine, and removes it with the machine. */
    @FunctionalInterface
    public interface Removal {
        void remove(String uid) throws IOException;
    }

    public MachineFiles(Path data, ImageCache images) throws IOException {
        this.machines = Files.createDirectories(data.resolve("machines"));
        this.reservations = Files.createDirectories(data.resolve("dhcp"));
        this.images = images;
    }

    /** Has what another keeps in a machine's directory removed before the rest is. */
    public void onRemove(Removal other) {
        removal = other;
    }

    public ImageCache images() {
        return images;
    }

    /** Where the reserved addresses of machines are noted. */
    public Path reservations() {
        return reservations;
    }

    public Path disk(String uid) {
        return machines.resolve(uid).resolve("disk.qcow2");
    }

    public Path seed(String uid) {
        return machines.resolve(uid).resolve("seed.iso");
    }

    public Path consoleSocket(String uid) {
        return machines.resolve(uid).resolve("console.sock");
    }

    public Path consoleLog(String uid) {
        return machines.resolve(uid).resolve("console.log");
    }

    /** Makes whatever is missing. A disk that is there is kept: it is the machine's. */
    public void make(Wanted wanted, BiConsumer<Integer, String> progress) throws IOException, InterruptedException {
        Files.createDirectories(machines.resolve(wanted.uid()));
        var image = wanted.spec().image();
        for (var blob : List.of(image.kernel(), image.initrd(), image.disk())) {
            if (blob.present()) {
                images.ensure(blob, progress);
            }
        }
        progress.accept(90, "making the disk");
        if (!Files.exists(disk(wanted.uid()))) {
            if (image.disk().present()) {
                QemuImg.overlay(disk(wanted.uid()), images.path(image.disk().digest()), image.diskFormat(),
                        wanted.spec().diskMib());
            } else {
                QemuImg.empty(disk(wanted.uid()), wanted.spec().diskMib());
            }
        }
        if (!image.kernel().present() && !Files.exists(seed(wanted.uid()))) {
            Seed.write(seed(wanted.uid()), wanted);
        }
    }

    /** Removes every file but the agent's own note. */
    public void remove(String uid) throws IOException {
        var folder = machines.resolve(uid);
        if (!Files.exists(folder)) {
            return;
        }
        removal.remove(uid);
        try (var files = Files.list(folder)) {
            for (var file : files.filter(file -> !note(file)).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static boolean note(Path file) {
        return file.getFileName().toString().startsWith("machine.json");
    }

    public boolean remains(String uid) {
        var folder = machines.resolve(uid);
        if (!Files.exists(folder)) {
            return false;
        }
        try (var files = Files.list(folder)) {
            return files.anyMatch(file -> !note(file));
        } catch (IOException e) {
            return true;
        }
    }
}
