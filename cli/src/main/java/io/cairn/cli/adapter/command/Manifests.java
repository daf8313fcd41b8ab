package io.cairn.cli.adapter.command;

import io.cairn.cli.application.Session;
import io.cairn.cli.application.Target;
import io.cairn.cli.domain.ApiObject;
import io.cairn.cli.domain.Failure;
import io.cairn.cli.domain.ResourceType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Objects in files: {@code -f file}, {@code -f folder}, {@code -f -}. */
record Manifests(Session session) {

    private static final int MOST_BYTES = 16 * 1024 * 1024;

    /** An object of a file and where it belongs. */
    record Manifest(Target target, ApiObject object) {}

    List<Manifest> read(List<String> sources) {
        if (sources.isEmpty()) {
            throw Failure.usage("name a file with -f", "-f - reads standard input");
        }
        List<Manifest> manifests = new ArrayList<>();
        for (String source : sources) {
            for (Path file : files(source)) {
                String label = source.equals("-") ? "standard input" : file.toString();
                for (ApiObject document : session.notation().parseAll(text(source, file), label)) {
                    flat(document).forEach(object -> manifests.add(manifest(object, label)));
                }
            }
        }
        if (manifests.isEmpty()) {
            throw Failure.usage("there is no object in " + String.join(", ", sources));
        }
        return manifests;
    }

    private static List<Path> files(String source) {
        if (source.matches("https?://.*")) {
            throw Failure.usage("cairn does not fetch from the network what it applies",
                    "look at it first: curl -fsSL " + source + " | less; then pipe it into -f -");
        }
        Path path = Path.of(source);
        if (source.equals("-") || !Files.isDirectory(path)) {
            return List.of(path);
        }
        try (Stream<Path> inside = Files.list(path)) {
            List<Path> files = inside.filter(file -> file.toString().matches(".*\\.(ya?ml|json)")).sorted().toList();
            if (files.isEmpty()) {
                throw Failure.usage("there is no .yaml, .yml or .json file in " + source);
            }
            return files;
        } catch (IOException broken) {
            throw Failure.usage("cannot read " + source + ": " + broken.getMessage());
        }
    }

    private String text(String source, Path file) {
        try (InputStream in = source.equals("-") ? session.standardInput() : Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw Failure.usage(file + " is larger than 16 MiB");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (java.nio.file.NoSuchFileException missing) {
            throw Failure.usage("there is no file " + file);
        } catch (IOException broken) {
            throw Failure.usage("cannot read " + file + ": " + broken.getMessage());
        }
    }

    private static List<ApiObject> flat(ApiObject document) {
        return document.kind().endsWith("List") && document.at("items").isPresent()
                ? document.objects("items")
                : List.of(document);
    }

    private Manifest manifest(ApiObject object, String source) {
        for (String field : List.of("apiVersion", "kind")) {
            if (object.text(field).isEmpty()) {
                throw Failure.usage(source + ": an object has no " + field,
                        "a machine begins with: apiVersion: compute.cairn.io/v1, kind: VirtualMachine");
            }
        }
        if (object.name().isEmpty() && object.text("metadata", "generateName").isEmpty()) {
            throw Failure.usage(source + ": a " + object.kind() + " has no metadata.name");
        }
        ResourceType type = session.discovery().of(object);
        String namespace = type.namespaced() ? namespace(object, source) : "";
        return new Manifest(new Target(type, namespace, object.name()),
                namespace.isEmpty() ? object : object.inNamespace(namespace));
    }

    private String namespace(ApiObject object, String source) {
        String own = object.namespace();
        if (!own.isEmpty() && session.askedNamespace().filter(asked -> !asked.equals(own)).isPresent()) {
            throw Failure.usage(source + ": " + object.kind() + " " + object.name() + " belongs to namespace " + own
                    + ", not to " + session.askedNamespace().get(), "leave -n out, or the namespace in the file");
        }
        return own.isEmpty() ? session.access().namespace() : own;
    }
}
