package io.cairn.cli.adapter.files;

import io.cairn.cli.application.Content;
import io.cairn.cli.domain.Failure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.LongConsumer;

/** A file of this host. */
public final class FileContent implements Content {

    private static final int CHUNK = 1 << 20;

    private final Path file;
    private final FileChannel channel;
    private ByteBuffer buffer = ByteBuffer.allocate(0);

    public FileContent(Path file) {
        this.file = file;
        if (!Files.isRegularFile(file)) {
            throw Failure.usage(Files.exists(file) ? file + " is not a file" : "there is no file " + file);
        }
        try {
            this.channel = FileChannel.open(file);
        } catch (IOException broken) {
            throw unreadable(broken);
        }
    }

    private Failure unreadable(IOException broken) {
        return Failure.usage("cannot read " + file + ": " + broken.getMessage());
    }

    @Override
    public String name() {
        return file.toString();
    }

    @Override
    public long length() {
        try {
            return channel.size();
        } catch (IOException broken) {
            throw unreadable(broken);
        }
    }

    @Override
    public ByteBuffer part(long at, int most) {
        if (buffer.capacity() < most) {
            buffer = ByteBuffer.allocate(most);
        }
        buffer.clear().limit(most);
        try {
            while (buffer.hasRemaining()) {
                if (channel.read(buffer, at + buffer.position()) < 0) {
                    break;
                }
            }
            return buffer.flip();
        } catch (IOException broken) {
            throw unreadable(broken);
        }
    }

    @Override
    public String digest(LongConsumer done) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            long at = 0;
            for (ByteBuffer part = part(at, CHUNK); part.hasRemaining(); part = part(at, CHUNK)) {
                at += part.remaining();
                digest.update(part);
                done.accept(at);
            }
            return "sha256:" + HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException broken) {
            throw unreadable(broken);
        }
    }
}
