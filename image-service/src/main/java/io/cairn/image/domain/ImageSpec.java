package io.cairn.image.domain;

import io.cairn.resource.domain.Cause;
import io.cairn.resource.domain.Doc;
import io.cairn.resource.domain.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What an image is made from. */
public record ImageSpec(
        @Doc("Where its content comes from: Recipe, built from Debian packages, or Upload, a disk that somebody sends") @Limits(immutable = true, defaults = "\"Recipe\"") ImageSource source,
        @Doc("Name of the recipe that builds it: micro or debian-12; only with source Recipe") @Limits(immutable = true, maxLength = 63) Optional<String> recipe,
        @Doc("What the uploaded bytes must hash to, such as sha256:9f86d0...; only with source Upload") @Limits(maxLength = 71, pattern = "sha256:[0-9a-f]{64}", patternMeaning = "sha256: and 64 hexadecimal digits in lower case") Optional<String> digest,
        @Doc("Least guest memory of an uploaded image in MiB; only with source Upload") @Limits(min = 16, max = 1 << 20) Optional<Integer> minMemoryMib) {

    public static ImageSpec ofRecipe(String recipe) {
        return new ImageSpec(ImageSource.RECIPE, Optional.of(recipe), Optional.empty(), Optional.empty());
    }

    public static ImageSpec ofUpload(Optional<String> digest) {
        return new ImageSpec(ImageSource.UPLOAD, Optional.empty(), digest, Optional.empty());
    }

    /** The recipe, or for messages what stands in its place. */
    public String maker() {
        return recipe.orElse("upload");
    }

    /** Fields that do not go together. */
    public List<Cause> contradictions() {
        var causes = new ArrayList<Cause>();
        switch (source) {
            case RECIPE -> {
                if (recipe.isEmpty()) {
                    causes.add(Cause.required("spec.recipe",
                            "name a recipe, or set spec.source to Upload and send a disk with: cairn image upload"));
                }
                digest.ifPresent(_ -> causes.add(onlyUploaded("spec.digest")));
                minMemoryMib.ifPresent(_ -> causes.add(onlyUploaded("spec.minMemoryMib")));
            }
            case UPLOAD -> recipe.ifPresent(name -> causes.add(Cause.forbidden("spec.recipe",
                    "an uploaded image has no recipe; leave \"%s\" out, or set spec.source to Recipe"
                            .formatted(name))));
        }
        return causes;
    }

    private static Cause onlyUploaded(String field) {
        return Cause.forbidden(field, "only for an image with spec.source Upload; leave it out");
    }
}
