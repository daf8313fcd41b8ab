package io.cairn.image.adapter.kinds;

import io.cairn.image.application.Recipes;
import io.cairn.image.domain.ImageFacts;
import io.cairn.image.domain.ImageSpec;
import io.cairn.image.domain.ImageStatus;
import io.cairn.resource.domain.Cause;
import io.cairn.resource.domain.GroupVersion;
import io.cairn.resource.domain.Kind;
import io.cairn.resource.domain.KindBuilder;
import io.cairn.resource.domain.ObjectKey;
import io.cairn.resource.domain.Scope;
import io.cairn.resource.domain.Subresource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The declaration of the kind Image. */
public final class ImageKind {
    private ImageKind() {}

    /** @param ask asks for a build, by uid */
    public static Kind<ImageSpec, ImageFacts, ImageStatus> declare(Recipes recipes, Consumer<String> ask) {
        KindBuilder<ImageSpec, ImageFacts, ImageStatus> kind = Kind.of(new GroupVersion("image.cairn.io", "v1"),
                "Image",
                ImageSpec.class, ImageFacts.NONE, ImageStatus.class, ImageStatus::of);
        return kind.scope(Scope.CLUSTER)
                .shortNames("img")
                .description("An operating system image that machines boot")
                .rules(new Kind.Rules<>() {
                    @Override
                    public List<Cause> validate(ObjectKey key, ImageSpec spec, Optional<ImageSpec> before) {
                        return recipes.exists(spec.recipe()) ? List.of()
                                : List.of(Cause.unsupported("spec.recipe",
                                        spec.recipe(), "supported values: " + String.join(", ", recipes.names())));
                    }
                })
                .column("Phase", "string", "NotBuilt, Building, Ready or Failed", image -> image.status().phase())
                .column("Progress", "string", "Progress of the build",
                        image -> image.status().progress().map(percent -> percent + "%").orElse(""))
                .column("Format", "string", "kernel, qcow2 or raw", image -> image.status().format().orElse(""))
                .column("Size", "string", "Size of its blobs",
                        image -> image.status().size().map(s -> s.text()).orElse(""))
                .wideColumn("Digest", "string", "Digest that pins it",
                        image -> image.status().digest().map(d -> d.substring(0, Math.min(19, d.length()))).orElse(""))
                .subresource(new Subresource.Action<>("build", "Builds the image, or builds it anew", (_, image, _) -> {
                    ask.accept(image.uid());
                    return new Subresource.Outcome(
                            """
                            {"apiVersion":"image.cairn.io/v1","kind":"Image","metadata":{"name":"%s","uid":"%s"},\
                            "status":{"phase":"Building"}}""".formatted(image.metadata().name(), image.uid()),
                            Optional.of("/apis/image.cairn.io/v1/images/" + image.metadata().name()));
                }))
                .build();
    }
}
