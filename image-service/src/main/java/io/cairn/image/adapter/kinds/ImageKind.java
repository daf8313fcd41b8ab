package io.cairn.image.adapter.kinds;

import io.cairn.image.application.ImageAccount;
import io.cairn.image.application.Recipes;
import io.cairn.image.domain.ImageFacts;
import io.cairn.image.domain.ImageSource;
import io.cairn.image.domain.ImageSpec;
import io.cairn.image.domain.ImageStatus;
import io.cairn.resource.domain.GroupVersion;
import io.cairn.resource.domain.Kind;
import io.cairn.resource.domain.KindBuilder;
import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import io.cairn.resource.domain.Resource;
import io.cairn.resource.domain.Scope;
import io.cairn.resource.domain.Subresource;
import java.util.Optional;
import java.util.function.Consumer;

/** The declaration of the kind Image. */
public final class ImageKind {
    private ImageKind() {}

    /** @param ask asks for a build, by uid */
    public static Kind<ImageSpec, ImageFacts, ImageStatus> declare(Recipes recipes, ImageAccount account,
            Consumer<String> ask,
            Subresource.Receive<ImageSpec, ImageFacts, ImageStatus> receive) {
        KindBuilder<ImageSpec, ImageFacts, ImageStatus> kind = Kind.of(new GroupVersion("image.cairn.io", "v1"),
                "Image",
                ImageSpec.class, ImageFacts.NONE, ImageStatus.class, ImageStatus::of);
        return kind.scope(Scope.CLUSTER)
                .shortNames("img")
                .description("An operating system image that machines boot")
                .rules(new ImageRules(recipes, account))
                .column("Phase", "string", "NotBuilt, Building, Uploading, Verifying, Ready or Failed",
                        image -> image.status().phase())
                .column("Progress", "string", "Progress of the build or upload",
                        image -> image.status().progress().map(percent -> percent + "%").orElse(""))
                .column("Format", "string", "kernel, qcow2 or raw", image -> image.status().format().orElse(""))
                .column("Size", "string", "Size of its blobs",
                        image -> image.status().size().map(s -> s.text()).orElse(""))
                .wideColumn("Digest", "string", "Digest that pins it",
                        image -> image.status().digest().map(d -> d.substring(0, Math.min(19, d.length()))).orElse(""))
                .subresource(new Subresource.Action<>("build", "Builds the image, or builds it anew", (_, image, _) -> {
                    built(image);
                    ask.accept(image.uid());
                    return new Subresource.Outcome(
                            """
                            {"apiVersion":"image.cairn.io/v1","kind":"Image","metadata":{"name":"%s","uid":"%s"},\
                            "status":{"phase":"Building"}}""".formatted(image.metadata().name(), image.uid()),
                            Optional.of("/apis/image.cairn.io/v1/images/" + image.metadata().name()));
                }))
                .subresource(new Subresource.Upload<>("upload", "Uploads a disk, qcow2 or raw, in parts", receive))
                .build();
    }

    private static void built(Resource<ImageSpec, ImageFacts, ImageStatus> image) {
        if (image.spec().source() == ImageSource.UPLOAD) {
            throw new Refusal(Reason.CONFLICT, "image \"%1$s\" is uploaded, not built: cairn image upload %1$s -f FILE"
                    .formatted(image.metadata().name()));
        }
    }
}
