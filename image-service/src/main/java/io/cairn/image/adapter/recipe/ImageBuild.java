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
import java.util.Set;
import java.util.function.BiConsumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Runs a recipe and takes what it made into the blob store. */
public record ImageBuild(Recipes recipes, Blobs blobs, Path work) implements Builder.Build {
    private static final Set<String> FORMATS = Set.of("qcow2", "raw");
    private static final long MAX_MANIFEST = 1 << 20;

    @Override
    public Manifest build(Builder.Order order, BiConsumer<Integer, String> progress)
            throws IOException, InterruptedException {
        var recipe = order.spec().maker();
        try (var output = Scratch.make(work)) {
            recipes.run(recipe, output.path(), progress);
            return take(recipe, output.path());
        }
    }

    private Manifest take(String recipe, Path output) throws IOException {
        var manifest = read(recipe, output.resolve("manifest.json"));
        var format = text(manifest, "diskFormat");
        if (text(manifest, "disk").isPresent() && format.filter(FORMATS::contains).isEmpty()) {
            throw new IOException("Recipe %s made a disk of format \"%s\"; it must say qcow2 or raw".formatted(recipe,
                    format.orElse("")));
        }
        var disk = file(output, manifest, "disk");
        var kernel = file(output, manifest, "kernel");
        var initrd = file(output, manifest, "initrd");
        if (disk.isEmpty() && (kernel.isEmpty() || initrd.isEmpty())) {
            throw new IOException("Recipe %s made neither a disk nor a kernel with its initramfs".formatted(recipe));
        }
        return keep(manifest, format, take(disk), take(kernel), take(initrd));
    }

    private static Manifest keep(JsonNode manifest, Optional<String> format, Optional<Manifest.Blob> disk,
            Optional<Manifest.Blob> kernel, Optional<Manifest.Blob> initrd) {
        var args = text(manifest, "kernelArgs");
        return new Manifest(disk.map(Manifest.Blob::digest).orElseGet(() -> digest(kernel, initrd, args)), disk,
                disk.isPresent() ? format : Optional.empty(), kernel, initrd, args,
                manifest.path("minDiskMib").asLong(1), manifest.path("minMemoryMib").asLong(64));
    }

    private static JsonNode read(String recipe, Path file) throws IOException {
        if (!Files.isRegularFile(file) || Files.size(file) > MAX_MANIFEST) {
            throw new IOException("Recipe %s left no manifest.json of at most 1 MiB".formatted(recipe));
        }
        try {
            return Json.MAPPER.readTree(Files.readString(file));
        } catch (JacksonException e) {
            throw new IOException("Recipe %s left a manifest.json that is no JSON: %s".formatted(recipe,
                    e.getOriginalMessage()), e);
        }
    }

    /** The file that a field of the manifest names: one that lies in the directory itself. */
    private static Optional<Path> file(Path output, JsonNode manifest, String field) throws IOException {
        var name = text(manifest, field);
        if (name.isEmpty()) {
            return Optional.empty();
        }
        var file = output.resolve(name.get());
        if (!name.get().matches("[a-zA-Z0-9][a-zA-Z0-9._-]*") || Files.isSymbolicLink(file)
                || !Files.isRegularFile(file)) {
            throw new IOException("The manifest names a %s \"%s\" that is no file in its directory".formatted(field,
                    name.get()));
        }
        return Optional.of(file);
    }

    private Optional<Manifest.Blob> take(Optional<Path> file) throws IOException {
        return file.isPresent() ? Optional.of(blobs.take(file.get())) : Optional.empty();
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
