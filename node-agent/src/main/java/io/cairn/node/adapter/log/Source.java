package io.cairn.node.adapter.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads libvirt's log of a console on and on. virtlogd moves a full file aside ({@code .0}, {@code .1}, ...) and begins
 * another: the file that is being read is known by its inode and held by a link of our own, and is read to its end before
 * the next one is begun.
 */
final class Source implements AutoCloseable {
    private static final int MOST_BACKUPS = 100;
    private static final int LOOKS = 4;

    private final Path log;
    private final Path link;
    private Optional<FileChannel> in = Optional.empty();
    private long inode;
    private long offset;

    /** @param link where the second link stands */
    Source(Path log, Path link) {
        this.log = log;
        this.link = link;
    }

    /** What came of a look. */
    sealed interface Look {
        /** There is nothing new. */
        record Nothing() implements Look {}

        /** So many bytes are in the buffer. */
        record Bytes(Instant written, Entry.Mark mark) implements Look {}

        /**
         * Another file is read from now on.
         *
         * @param lost true if others may have come between, which are gone
         */
        record Next(Entry.Mark mark, boolean lost) implements Look {}
    }

    private static final Look NOTHING = new Look.Nothing();

    /** @param mark how far was read before */
    Look look(ByteBuffer buffer, Entry.Mark mark) throws IOException {
        if (in.isEmpty() && !takeUp(mark)) {
            return begin(mark);
        }
        var channel = in.orElseThrow();
        // Asked before it is read to its end: once it is no longer the one that is written, nothing more comes.
        var current = inode(log).filter(now -> now == inode).isPresent();
        var read = channel.read(buffer, offset);
        if (read > 0) {
            offset += read;
            return new Look.Bytes(Files.getLastModifiedTime(link).toInstant(), new Entry.Mark(inode, offset));
        }
        // Somebody emptied it by hand, or the host lost power before it was on the disk.
        offset = Math.min(offset, channel.size());
        return current ? NOTHING : next();
    }

    /** Goes on where an earlier agent was. */
    private boolean takeUp(Entry.Mark mark) throws IOException {
        var held = inode(link);
        if (held.isEmpty()) {
            return false;
        }
        open(held.get(), held.get() == mark.file() ? mark.offset() : 0);
        return true;
    }

    private void open(long file, long from) throws IOException {
        in = Optional.of(FileChannel.open(link, StandardOpenOption.READ));
        inode = file;
        offset = from;
    }

    /** The first file, or the first that is left. */
    private Look begin(Entry.Mark mark) throws IOException {
        var chain = chain();
        if (chain.isEmpty()) {
            return NOTHING;
        }
        for (var each : chain) {
            if (each.inode() == mark.file()) {
                return hold(each, mark.offset(), false);
            }
        }
        return hold(chain.getFirst(), 0, !mark.equals(Entry.Mark.NONE));
    }

    private Look next() throws IOException {
        var chain = chain();
        for (var i = 0; i < chain.size(); i++) {
            if (chain.get(i).inode() == inode) {
                return i + 1 < chain.size() ? hold(chain.get(i + 1), 0, false) : NOTHING;
            }
        }
        return chain.isEmpty() ? NOTHING : hold(chain.getFirst(), 0, true);
    }

    /** A file of the chain. */
    private record Link(Path path, long inode) {}

    /** libvirt's files, oldest first; looked at until two looks agree, for virtlogd may be moving them. */
    private List<Link> chain() throws IOException {
        var before = look();
        for (var i = 0; i < LOOKS; i++) {
            var now = look();
            if (now.equals(before)) {
                return now;
            }
            before = now;
        }
        return List.of();
    }

    private List<Link> look() throws IOException {
        var found = new ArrayList<Link>();
        inode(log).ifPresent(current -> found.add(new Link(log, current)));
        for (var i = 0; i < MOST_BACKUPS; i++) {
            var backup = log.resolveSibling(log.getFileName() + "." + i);
            var file = inode(backup);
            if (file.isEmpty()) {
                break;
            }
            found.addFirst(new Link(backup, file.get()));
        }
        return found;
    }

    private Look hold(Link file, long from, boolean lost) throws IOException {
        var fresh = link.resolveSibling(link.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        try {
            Files.createLink(fresh, file.path());
        } catch (NoSuchFileException moved) {
            return NOTHING;
        }
        if (!inode(fresh).equals(Optional.of(file.inode()))) {
            // It was moved between the look and the link; the next look sees where it is.
            Files.delete(fresh);
            return NOTHING;
        }
        close();
        Files.move(fresh, link, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        open(file.inode(), from);
        return new Look.Next(new Entry.Mark(inode, offset), lost);
    }

    private static Optional<Long> inode(Path file) throws IOException {
        try {
            return Optional.of((Long) Files.getAttribute(file, "unix:ino"));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        }
    }

    @Override
    public void close() throws IOException {
        if (in.isPresent()) {
            in.get().close();
        }
        in = Optional.empty();
    }
}
