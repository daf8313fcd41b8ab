package io.cairn.cli.adapter.command;

import io.cairn.cli.application.Applying;
import io.cairn.cli.application.Cluster.Call;
import io.cairn.cli.application.Content;
import io.cairn.cli.application.Session;
import io.cairn.cli.application.Target;
import io.cairn.cli.application.Uploading;
import io.cairn.cli.application.Waiting;
import io.cairn.cli.domain.ApiObject;
import io.cairn.cli.domain.ExitCode;
import io.cairn.cli.domain.Failure;
import io.cairn.cli.domain.Goal;
import io.cairn.cli.domain.Transfer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sends a disk to an image; goes on where an earlier run broke off. */
@Command(name = "upload", footer = {"",
        "The image is created if there is none. A run that breaks off is continued by the same command.", "",
        "Examples:", "  cairn image upload my-debian -f my-debian.qcow2",
        "  cairn image upload my-debian -f newer.qcow2 --replace      the next version of it",
        "  cairn image upload appliance -f disk.raw --min-memory 512 --wait=false"})
final class ImageUpload extends Verb {

    @Parameters(paramLabel = "NAME", hideParamSyntax = true)
    private String name = "";

    @Option(names = {"-f",
            "--filename"}, paramLabel = "FILE", required = true, description = "A whole disk: qcow2 without backing file, or raw.")
    private Path file = Path.of("");

    @Option(names = "--min-memory", paramLabel = "MIB", description = "Least memory that a machine of it needs, in MiB.")
    private @Nullable Integer minMemory;

    @Option(names = "--replace", description = "Also if the image holds, or is getting, another file.")
    private boolean replace;

    @Option(names = "--wait", arity = "0..1", fallbackValue = "true", defaultValue = "true", paramLabel = "true|false", description = "Stay until it is checked and can be booted. Default: true.")
    private boolean wait = true;

    @Option(names = "--timeout", paramLabel = "TIME", defaultValue = "20m", converter = Durations.class, description = "Longest wait for the check. Default: ${DEFAULT-VALUE}.")
    private Duration timeout = Duration.ofMinutes(20);

    ImageUpload(Session session) {
        super(session);
    }

    @Override
    ExitCode run() throws InterruptedException {
        Target image = session().targets(false).ofType("images", List.of(name)).getFirst();
        try (Content content = session().content(file)) {
            String digest = digest(content);
            ApiObject object = object(image, digest);
            if (object.text("status", "digest").equals(digest)) {
                screen().out(image.qualified() + " unchanged: it holds " + digest + " already");
                return ExitCode.OK;
            }
            if (!object.text("status", "phase").equals("Verifying")) {
                send(image, content);
            }
        }
        screen().out(image.qualified() + " uploaded");
        if (wait) {
            Waiting waiting = session().waiting();
            waiting.until(image, new Goal.Settled("Ready"), timeout);
            waiting.done(image, "can be booted");
        }
        return ExitCode.OK;
    }

    private String digest(Content content) {
        long length = content.length();
        String digest = content.digest(done -> {
            if (done % (64 << 20) == 0) {
                screen().progress("hashing " + content.name() + ": " + Transfer.size(done) + " of "
                        + Transfer.size(length));
            }
        });
        screen().settle();
        return digest;
    }

    private void send(Target image, Content content) throws InterruptedException {
        Uploading uploading = new Uploading(session().cluster(), screen(), session().time());
        OptionalLong before = uploading.offset(image);
        if (before.isEmpty()) {
            uploading.begin(image, content.length());
        } else if (before.getAsLong() > 0) {
            screen().note("going on at " + Transfer.size(before.getAsLong()));
        }
        uploading.send(image, content, before.orElse(0));
    }

    /** The image, made or changed so that it expects this file. */
    private ApiObject object(Target image, String digest) {
        Optional<ApiObject> found = session().objects().find(image);
        if (found.isEmpty()) {
            Target collection = new Target(image.type(), "", "");
            return new Applying(session().cluster(), session().notation())
                    .create(collection, wanted(image, digest), false)
                    .object();
        }
        ApiObject there = found.get();
        if (!there.text("spec", "source").equals("Upload")) {
            throw Failure.refused(image.ref() + " is built from a recipe and cannot be uploaded",
                    "choose another name; see cairn get images");
        }
        String expected = there.text("spec", "digest");
        if (expected.equals(digest)) {
            return there;
        }
        boolean empty = there.text("status", "phase").equals("NotUploaded")
                || there.text("status", "phase").equals("Failed") && there.text("status", "digest").isEmpty();
        if (!replace && !empty) {
            throw Failure.refused(image.ref() + " holds, or is getting, another file ("
                    + (expected.isEmpty() ? "of an unknown digest" : expected) + ")",
                    "make it the next version of the image with --replace, or choose another name");
        }
        ApiObject changed = session().cluster()
                .send(Call.of("PATCH", image.path())
                        .with("fieldManager", Applying.MANAGER)
                        .body("application/merge-patch+json",
                                session().notation().json(Map.of("spec", Map.of("digest", digest)))))
                .body();
        if (there.text("status", "phase").equals("Uploading")) {
            session().cluster().send(Call.of("DELETE", image.path() + "/upload"));
        }
        return changed;
    }

    private ApiObject wanted(Target image, String digest) {
        Map<String, Object> spec = new LinkedHashMap<>();
        spec.put("source", "Upload");
        spec.put("digest", digest);
        if (minMemory != null) {
            spec.put("minMemoryMib", minMemory);
        }
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("apiVersion", image.type().apiVersion());
        object.put("kind", image.type().kind());
        object.put("metadata", Map.of("name", image.name()));
        object.put("spec", spec);
        return new ApiObject(object);
    }
}
