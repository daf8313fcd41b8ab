package io.cairn.node.adapter.grpc;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Reads a console log from its last lines on. virtlogd bounds the log by moving it aside and beginning anew: a file that
 * became shorter is read from its beginning.
 */
record LogTail(Path file, int chunk) {

    /** @param lines how many of the last lines to begin with; 0 for all that is kept */
    void run(int lines, boolean follow, Consoles.Line line) throws IOException, InterruptedException {
        var at = Files.exists(file) ? start(lines) : 0;
        var buffer = new byte[chunk];
        while (!line.over()) {
            var size = Files.exists(file) ? Files.size(file) : 0;
            if (size < at) {
                at = 0;
            }
            if (size == at) {
                if (!follow) {
                    return;
                }
                TimeUnit.MILLISECONDS.sleep(100);
                continue;
            }
            try (var in = new RandomAccessFile(file.toFile(), "r")) {
                in.seek(at);
                var read = in.read(buffer);
                if (read > 0) {
                    line.send(buffer, read);
                    at += read;
                }
            }
        }
    }

    private long start(int lines) throws IOException {
        if (lines <= 0) {
            return 0;
        }
        try (var in = new RandomAccessFile(file.toFile(), "r")) {
            var at = in.length();
            var left = lines + 1;
            var buffer = new byte[chunk];
            while (at > 0) {
                var from = Math.max(0, at - chunk);
                in.seek(from);
                in.readFully(buffer, 0, (int) (at - from));
                for (var i = (int) (at - from) - 1; i >= 0; i--) {
                    if (buffer[i] == '\n' && --left == 0) {
                        return from + i + 1;
                    }
                }
                at = from;
            }
            return 0;
        }
    }
}
