package io.cairn.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.contract.image.v1.BlobsGrpc;
import io.cairn.contract.image.v1.Chunk;
import io.cairn.contract.image.v1.ImagesGrpc;
import io.cairn.contract.image.v1.ReadRequest;
import io.cairn.contract.image.v1.ResolveRequest;
import io.cairn.contract.image.v1.ResolveResponse;
import io.cairn.contract.image.v1.StatRequest;
import io.cairn.resource.adapter.json.Json;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The whole service: REST as the gateway calls it, gRPC as nodes and vm-service call it, all with certificates. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImageServiceTest {
    private static final String IMAGES = "/apis/image.cairn.io/v1/images";
    private static final int DISK_BYTES = 5_000_000;

    @TempDir
    static Path folder;

    private Running service;
    private BlobsGrpc.BlobsBlockingStub node;
    private ImagesGrpc.ImagesBlockingStub vms;

    @BeforeAll
    void start() throws Exception {
        // Each build makes a disk of its own: the first bytes are the time.
        recipe("tiny",
                """
                echo "progress 50 Half"
                { date +%s%N; head -c 5000000 /dev/zero; } | head -c 5000000 >"$1/disk.raw"
                echo '{"disk":"disk.raw","diskFormat":"raw","minDiskMib":5,"minMemoryMib":96}' >"$1/manifest.json"
                """);
        recipe("broken", "echo first; echo 'error: no such mirror' >&2; exit 3\n");
        service = new Running(folder, "tiny");
        node = BlobsGrpc.newBlockingStub(service.channel("node"));
        vms = ImagesGrpc.newBlockingStub(service.channel("vm-service"));
        Waiting.until("tiny is built", 60, () -> phase("tiny").equals("Ready"));
    }

    private static void recipe(String name, String script) throws Exception {
        var home = Files.createDirectories(folder.resolve("recipes").resolve(name));
        Files.writeString(home.resolve("recipe.sh"), script);
    }

    @AfterAll
    void stop() throws Exception {
        service.close();
    }

    private JsonNode image(String name) throws Exception {
        return Json.MAPPER.readTree(service.rest("GET", IMAGES + "/" + name).body());
    }

    private String phase(String name) throws Exception {
        return image(name).at("/status/phase").asString("");
    }

    private ResolveResponse resolve(String reference) {
        return vms.withDeadlineAfter(60, TimeUnit.SECONDS)
                .resolve(ResolveRequest.newBuilder().setOrganisation("default").setReference(reference).build());
    }

    private Iterator<Chunk> read(String digest, long offset, long length) {
        return node.withDeadlineAfter(60, TimeUnit.SECONDS)
                .read(ReadRequest.newBuilder().setDigest(digest).setOffset(offset).setLength(length).build());
    }

    private byte[] bytes(String digest, long offset, long length) {
        var all = new ByteArrayOutputStream();
        read(digest, offset, length).forEachRemaining(chunk -> all.writeBytes(chunk.getData().toByteArray()));
        return all.toByteArray();
    }

    private static void refused(Status.Code code, String message,
            org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(StatusRuntimeException.class, e -> {
            assertThat(e.getStatus().getCode()).as(e.toString()).isEqualTo(code);
            assertThat(e.toString()).contains(message);
        });
    }

    @Test
    void a_node_reads_a_blob_in_ranges_and_finds_the_digest_right() throws Exception {
        var disk = resolve("tiny").getImage().getDisk();
        assertThat(disk.getBytes()).isEqualTo(DISK_BYTES);
        assertThat(node.stat(StatRequest.newBuilder().setDigest(disk.getDigest()).build()).getBytes())
                .isEqualTo(DISK_BYTES);
        var digest = MessageDigest.getInstance("SHA-256");
        for (long at = 0; at < DISK_BYTES; at += 1_700_000) {
            digest.update(bytes(disk.getDigest(), at, 1_700_000));
        }
        assertThat("sha256:" + HexFormat.of().formatHex(digest.digest())).isEqualTo(disk.getDigest());
    }

    @Test
    void ranges_have_bounds() {
        var digest = resolve("tiny").getImage().getDisk().getDigest();
        assertThat(bytes(digest, DISK_BYTES - 3, Long.MAX_VALUE)).hasSize(3);
        assertThat(bytes(digest, DISK_BYTES, 10)).isEmpty();
        assertThat(bytes(digest, 0, 0)).isEmpty();
        refused(Status.Code.OUT_OF_RANGE, "has 5000000 bytes", () -> bytes(digest, DISK_BYTES + 1L, 1));
        refused(Status.Code.INVALID_ARGUMENT, "not negative", () -> bytes(digest, -1, 1));
        refused(Status.Code.INVALID_ARGUMENT, "not negative", () -> bytes(digest, 0, -1));
    }

    @Test
    void what_is_no_blob_is_not_found_whatever_it_looks_like() {
        for (var digest : new String[]{"", "sha256:", "sha256:" + "0".repeat(64), "sha256:../../pki/ca.key",
                "../pki/ca.key", "sha256:" + "../".repeat(20) + "etc"}) {
            refused(Status.Code.NOT_FOUND, "is not kept here", () -> bytes(digest, 0, 1));
            refused(Status.Code.NOT_FOUND, "is not kept here",
                    () -> node.stat(StatRequest.newBuilder().setDigest(digest).build()));
        }
    }

    @Test
    void only_nodes_read_blobs_and_only_the_vm_service_resolves() throws Exception {
        var digest = resolve("tiny").getImage().getDisk().getDigest();
        refused(Status.Code.PERMISSION_DENIED, "a node's certificate",
                () -> BlobsGrpc.newBlockingStub(service.channel("vm-service"))
                        .stat(StatRequest.newBuilder().setDigest(digest).build()));
        refused(Status.Code.PERMISSION_DENIED, "the certificate of vm-service",
                () -> ImagesGrpc.newBlockingStub(service.channel("node"))
                        .resolve(ResolveRequest.newBuilder().setReference("tiny").build()));
        refused(Status.Code.UNAVAILABLE, "",
                () -> BlobsGrpc.newBlockingStub(service.channel(service.pki.anonymous()))
                        .withDeadlineAfter(60, TimeUnit.SECONDS)
                        .stat(StatRequest.newBuilder().setDigest(digest).build()));
        var other = TestPki.make(Files.createDirectories(folder.resolve("other"))).issue("node", "node/n1");
        Files.copy(folder.resolve("pki/ca.crt"), folder.resolve("other/ca.crt"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        refused(Status.Code.UNAVAILABLE, "",
                () -> BlobsGrpc.newBlockingStub(service.channel(other.grpc("node")))
                        .withDeadlineAfter(60, TimeUnit.SECONDS)
                        .stat(StatRequest.newBuilder().setDigest(digest).build()));
        assertThat(service.restAs("vm-service", IMAGES).statusCode()).isEqualTo(403);
    }

    @Test
    void a_reference_that_cannot_be_booted_says_why_and_what_to_do() {
        assertThat(resolve("minix").getRefused().getReason()).isEqualTo("ImageNotFound");
        assertThat(resolve("minix").getRefused().getMessage()).contains("\"minix\"").contains("debian-12, micro, tiny");
        assertThat(resolve("micro").getRefused().getReason()).isEqualTo("ImageNotReady");
        assertThat(resolve("micro").getRefused().getMessage()).contains("cairn image build micro");
        assertThat(resolve("tiny@sha256:00").getRefused().getReason()).isEqualTo("DigestNotFound");
        assertThat(resolve("tiny@sha256:00").getRefused().getMessage())
                .contains(resolve("tiny").getImage().getDigest());
    }

    @Test
    void an_image_is_built_anew_on_request_and_an_earlier_build_is_still_found_by_its_digest() throws Exception {
        var before = resolve("tiny").getImage();
        assertThat(before.getMinDiskMib()).isEqualTo(5);
        assertThat(before.getMinMemoryMib()).isEqualTo(96);
        assertThat(before.getDiskFormat()).isEqualTo("raw");
        assertThat(service.rest("POST", IMAGES + "/tiny/build").statusCode()).isEqualTo(202);
        Waiting.until("tiny is built anew", 60,
                () -> phase("tiny").equals("Ready")
                        && !resolve("tiny").getImage().getDigest().equals(before.getDigest()));
        assertThat(resolve("tiny@" + before.getDigest()).getImage()).isEqualTo(before);
        assertThat(image("tiny").at("/status/earlierDigests").toString()).contains(before.getDigest());
        assertThat(bytes(before.getDisk().getDigest(), 0, 1)).hasSize(1);
    }

    @Test
    void a_recipe_that_fails_tells_its_last_lines_in_the_status() throws Exception {
        assertThat(service.rest("POST", IMAGES + "/broken/build").statusCode()).isEqualTo(202);
        Waiting.until("broken has failed", 60, () -> phase("broken").equals("Failed"));
        var ready = image("broken").at("/status/conditions/0");
        assertThat(ready.at("/status").asString()).isEqualTo("False");
        assertThat(ready.at("/reason").asString()).isEqualTo("BuildFailed");
        assertThat(ready.at("/message").asString()).contains("ended with code 3")
                .contains("first | error: no such mirror")
                .contains("cairn image build broken");
        assertThat(resolve("broken").getRefused().getMessage()).contains("no such mirror");
        assertThat(Files.readString(folder.resolve("logs/image-broken.log"))).contains("no such mirror");
    }

    @Test
    void an_image_of_an_unknown_recipe_is_refused_with_the_recipes_that_there_are() throws Exception {
        assertThat(service.rest("POST", IMAGES + "/nothing/build").statusCode()).isEqualTo(404);
        assertThat(service.rest("DELETE", IMAGES + "/micro").statusCode()).isIn(200, 202);
        assertThat(image("micro").at("/code").asInt()).isEqualTo(404);
    }

    @Test
    void health_and_metrics_tell_of_the_work() throws Exception {
        bytes(resolve("tiny").getImage().getDisk().getDigest(), 0, 1_000);
        assertThat(service.management("/health/readiness").statusCode()).isEqualTo(200);
        assertThat(service.management("/health/liveness").statusCode()).isEqualTo(200);
        Waiting.until("the read is counted", 60, () -> service.management("/metrics")
                .body()
                .contains("cairn_blob_reads_total{outcome=\"done\"}"));
        assertThat(service.management("/metrics").body())
                .contains("cairn_image_build_seconds_count{outcome=\"built\",recipe=\"tiny\"}")
                .contains("cairn_image_builds_running")
                .contains("cairn_blob_bytes_served_total")
                .contains("cairn_blobs ")
                .contains("cairn_blob_bytes ");
    }

    @Test
    void a_node_that_goes_away_in_the_middle_costs_nothing() throws Exception {
        var digest = resolve("tiny").getImage().getDisk().getDigest();
        var chunks = io.grpc.Context.current().withCancellation();
        var before = io.grpc.Context.current();
        chunks.run(() -> assertThat(read(digest, 0, DISK_BYTES).next().getData().size()).isPositive());
        chunks.cancel(null);
        assertThat(io.grpc.Context.current()).isSameAs(before);
        Waiting.until("no read runs", 60, () -> service.management("/metrics")
                .body()
                .contains("cairn_blob_reads_running 0"));
    }

    @Test
    void a_disk_is_uploaded_in_parts_as_tus_has_it_and_can_be_booted() throws Exception {
        var disk = Files.readAllBytes(Qcow2.make(folder.resolve("own.qcow2"), "100M"));
        var digest = "sha256:" + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(disk));
        var upload = IMAGES + "/own/upload";
        var made = service.rest("POST", IMAGES,
                """
                {"metadata": {"name": "own"}, "spec": {"source": "Upload", "digest": "%s"}}"""
                        .formatted(digest)
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8),
                "Content-Type", "application/json");
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        assertThat(service.rest("HEAD", upload).statusCode()).isEqualTo(404);
        assertThat(service.rest("POST", upload).body()).contains("the header Upload-Length is missing");
        var begun = service.rest("POST", upload, new byte[0], "Upload-Length", "" + disk.length);
        assertThat(begun.statusCode()).isEqualTo(201);
        assertThat(begun.headers().firstValue("Location")).contains("upload");
        assertThat(begun.headers().firstValue("Upload-Offset")).contains("0");
        assertThat(begun.headers().firstValue("Tus-Resumable")).contains("1.0.0");
        for (int at = 0; at < disk.length; at += 1_000_000) {
            var part = java.util.Arrays.copyOfRange(disk, at, Math.min(disk.length, at + 1_000_000));
            var wrong = service.rest("PATCH", upload, part, "Content-Type", "application/offset+octet-stream",
                    "Upload-Offset", "" + (at + 1));
            assertThat(wrong.statusCode()).as(wrong.body()).isEqualTo(409);
            var sent = service.rest("PATCH", upload, part, "Content-Type", "application/offset+octet-stream",
                    "Upload-Offset", "" + at);
            assertThat(sent.headers().firstValue("Upload-Offset")).as(sent.body()).contains("" + (at + part.length));
        }
        Waiting.until("own is ready", 60, () -> phase("own").equals("Ready"));
        assertThat(resolve("own").getImage().getDigest()).isEqualTo(digest);
        assertThat(resolve("own").getImage().getDiskFormat()).isEqualTo("qcow2");
        assertThat(bytes(digest, 0, disk.length)).isEqualTo(disk);
        assertThat(service.rest("POST", IMAGES + "/own/build").body()).contains("is uploaded, not built");
    }

    @Test
    void an_upload_has_its_media_type_its_version_and_its_fields() throws Exception {
        assertThat(
                service.rest("PATCH", IMAGES + "/tiny/upload", new byte[9], "Content-Type", "image/png").statusCode())
                .isEqualTo(415);
        assertThat(service.rest("POST", IMAGES + "/tiny/upload", new byte[0], "Tus-Resumable", "0.2.2").body())
                .contains("send 1.0.0");
        var both = service.rest("POST", IMAGES,
                """
                {"metadata": {"name": "both"}, "spec": {"source": "Upload", "recipe": "tiny"}}"""
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8),
                "Content-Type", "application/json");
        assertThat(both.statusCode()).isEqualTo(422);
        assertThat(both.body()).contains("spec.recipe");
        assertThat(service.rest("GET", "/apis/image.cairn.io/v1").body())
                .contains("{\"name\":\"images/upload\"");
    }

    @Test
    void thirty_two_creators_at_once_never_make_more_images_than_there_may_be() throws Exception {
        var quota = "/apis/image.cairn.io/v1/imagequotas";
        var there = Json.MAPPER.readTree(service.rest("GET", IMAGES).body()).path("items").size();
        var limit = "{\"metadata\":{\"name\":\"all\"},\"spec\":{\"images\":%d}}".formatted(there + 5);
        assertThat(service.rest("POST", quota, limit.getBytes(StandardCharsets.UTF_8)).statusCode()).isEqualTo(201);
        try (var pool = Executors.newFixedThreadPool(32)) {
            var all = new ArrayList<Callable<HttpResponse<String>>>();
            IntStream.range(0, 32)
                    .forEach(i -> all.add(() -> service.rest("POST", IMAGES,
                            "{\"metadata\":{\"name\":\"many-%d\"},\"spec\":{\"source\":\"Upload\"}}".formatted(i)
                                    .getBytes(StandardCharsets.UTF_8))));
            var answers = new ArrayList<HttpResponse<String>>();
            for (var done : pool.invokeAll(all)) {
                answers.add(done.get());
            }
            assertThat(answers.stream().filter(answer -> answer.statusCode() == 201)).hasSize(5)
                    .as("the last one is told that nothing is left")
                    .anyMatch(answer -> answer.headers()
                            .firstValue("Warning")
                            .orElse("")
                            .startsWith("299 - \"quota "
                                    + "nearly used up: images: used %d, limit %d".formatted(there + 5, there + 5)));
            assertThat(answers.stream().filter(answer -> answer.statusCode() == 403)).hasSize(27)
                    .allMatch(answer -> answer.body().contains("exceeded quota: images"));
        } finally {
            assertThat(service.rest("DELETE", quota + "/all").statusCode()).isEqualTo(200);
            for (var i = 0; i < 32; i++) {
                assertThat(service.rest("DELETE", IMAGES + "/many-" + i).statusCode()).isIn(200, 404);
            }
        }
    }
}
