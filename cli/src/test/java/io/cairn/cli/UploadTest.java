package io.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.cli.Cloud.Run;
import io.cairn.cli.domain.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Disks on their way to images, also over a bad line. */
class UploadTest {

    private static final int LENGTH = 9 << 20;

    private static Cloud cloud;
    private static Path disk;
    private static Path other;

    @BeforeAll
    static void start() throws Exception {
        cloud = new Cloud();
        disk = file("disk.qcow2", 1);
        other = file("other.qcow2", 2);
    }

    private static Path file(String name, int seed) throws Exception {
        byte[] bytes = new byte[LENGTH];
        new Random(seed).nextBytes(bytes);
        return Files.write(cloud.folder.resolve(name), bytes);
    }

    @AfterEach
    void clean() {
        cloud.uploads.awayAfter.set(-1);
        cloud.images.page("", 100).forEach(image -> cloud.images.delete(image.uid()));
    }

    @AfterAll
    static void stop() throws Exception {
        cloud.close();
    }

    private static Run upload(Path file, String... more) {
        String[] words = new String[5 + more.length];
        System.arraycopy(new String[]{"image", "upload", "own", "-f", file.toString()}, 0, words, 0, 5);
        System.arraycopy(more, 0, words, 5, more.length);
        return cloud.cairn(words);
    }

    @Test
    void a_disk_is_sent_in_parts_and_an_image_made_of_it() throws Exception {
        Run run = upload(disk);
        assertThat(run.exit()).as(run.error()).isEqualTo(ExitCode.OK);
        assertThat(run.out()).contains("image.image.cairn.io/own uploaded");
        assertThat(run.error()).contains("100% 9.0 MiB of 9.0 MiB", "can be booted");
        assertThat(cloud.uploads.received()).isEqualTo(Files.readAllBytes(disk));
        assertThat(cloud.cairn("get", "image", "own", "-o", "jsonpath={.spec.digest}").out()).startsWith("sha256:");
        assertThat(upload(disk).out()).contains("own unchanged: it holds sha256:");
    }

    @Test
    void a_lost_answer_is_asked_for_and_nothing_is_sent_twice() throws Exception {
        cloud.uploads.lost.set(2);
        Run run = upload(disk);
        assertThat(run.exit()).as(run.error()).isEqualTo(ExitCode.OK);
        assertThat(run.error()).contains("the server is away, trying again");
        assertThat(cloud.uploads.received()).isEqualTo(Files.readAllBytes(disk));
    }

    @Test
    void a_run_that_was_broken_off_is_continued_by_the_next_one() throws Exception {
        cloud.uploads.awayAfter.set(2);
        Thread first = Thread.ofVirtual().start(() -> upload(disk));
        Await.until(() -> cloud.uploads.awayAfter.get() == 0);
        first.interrupt();
        first.join();
        cloud.uploads.awayAfter.set(-1);
        Run run = upload(disk);
        assertThat(run.exit()).as(run.error()).isEqualTo(ExitCode.OK);
        assertThat(run.error()).contains("going on at 4.0 MiB");
        assertThat(cloud.uploads.received()).isEqualTo(Files.readAllBytes(disk));
    }

    @Test
    void another_file_takes_the_place_of_the_first_only_if_asked() throws Exception {
        assertThat(upload(disk).exit()).isEqualTo(ExitCode.OK);
        Run refused = upload(other);
        assertThat(refused.exit()).isEqualTo(ExitCode.REFUSED);
        assertThat(refused.error()).contains("holds, or is getting, another file", "--replace");
        assertThat(upload(other, "--replace").exit()).isEqualTo(ExitCode.OK);
        assertThat(cloud.uploads.received()).isEqualTo(Files.readAllBytes(other));
    }

    @Test
    void what_cannot_be_sent_is_said() {
        assertThat(cloud.cairn("image", "upload", "own", "-f", "/no/such/file").error()).contains("there is no file");
        assertThat(cloud.cairn("image", "upload", "own").exit()).isEqualTo(ExitCode.USAGE);
        assertThat(cloud.cairn("image").error()).contains("cairn image upload NAME -f FILE");
    }
}
