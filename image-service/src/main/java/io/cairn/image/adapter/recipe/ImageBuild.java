package io.cairn.image.adapter.recipe;

import io.cairn.image.application.Blobs;
import io.cairn.image.application.Builder;
import io.cairn.image.application.Recipes;
import io.cairn.image.domain.Manifest;
import io.cairn.resource.adapter.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.BiConsumer;
import tools.jackson.databind.JsonNode;

/** Runs a recipe and takes what it made into the blob store. */
public record ImageBuild(Recipes recipes, Blobs blobs, Path work) implements Builder.Build {

    @Override
    public Manifest build(String recipe, BiConsumer<Integer, String> progress)
            throws IOException, InterruptedException {
        var output = Files.createTempDirectory(Files.createDirectories(work), "output-");
        try {
            recipes.run(recipe, output, progress);
            var manifest = Json.MAPPER.readTree(Files.readString(output.resolve("manifest.json")));
            var disk = take(output, manifest, "disk");
            var kernel = take(output, manifest, "kernel");
            var initrd = take(output, manifest, "initrd");
            if (disk.isEmpty() && (kernel.isEmpty() || initrd.isEmpty())) {
                throw new IOException(
                        "Recipe %s made neither a disk nor a kernel with its initramfs".formatted(recipe));
            }
            var args = text(manifest, "kernelArgs");
            return new Manifest(disk.map(Manifest.Blob::digest).orElseGet(() -> digest(kernel, initrd, args)), disk,
                    text(manifest, "diskFormat"), kernel, initrd, args, manifest.path("minDiskMib").asLong(1),
                    manifest.path("minMemoryMib").asLong(64));
        } finally {
            try (var files = Files.list(output)) {
                for (var file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(output);
        }
    }

    private Optional<Manifest.Blob> take(Path output, JsonNode manifest, String field) throws IOException {
        var name = text(manifest, field);
        if (name.isEmpty()) {
            return Optional.empty();
        }
        if (!name.get().matches("[a-zA-Z0-9._-]+")) {
            throw new IOException("The manifest names a file outside of its directory: " + name.get());
        }
        return Optional.of(blobs.take(output.resolve(name.get())));
    }

    private static Optional<String> text(JsonNode node, String field) {
        return Optional.of(node.path(field).asString("")).filter(value -> !value.isEmpty());
    }

    /** Of an image without a disk: over the digests of its parts. */
    private static String digest(Optional<Manifest.Blob> kernel, Optional<Manifest.Blob> initrd,
            Optional<String> args) {
        var text = kernel.map(Manifest.Blob::digest).orElse("") + "\n" + initrd.map(Manifest.Blob::digest).orElse("")
                + "\n"
                + args.orElse("");
        try {
            return "sha256:" + HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
