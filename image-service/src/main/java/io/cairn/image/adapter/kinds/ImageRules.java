package io.cairn.image.adapter.kinds;

import io.cairn.image.application.ImageAccount;
import io.cairn.image.application.Recipes;
import io.cairn.image.domain.ImageFacts;
import io.cairn.image.domain.ImageSpec;
import io.cairn.image.domain.ImageStatus;
import io.cairn.resource.domain.Caller;
import io.cairn.resource.domain.Cause;
import io.cairn.resource.domain.Kind;
import io.cairn.resource.domain.ObjectKey;
import io.cairn.resource.domain.Resource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What an image must be beyond its schema, and what it is booked with. */
record ImageRules(Recipes recipes, ImageAccount account) implements Kind.Rules<ImageSpec, ImageFacts, ImageStatus> {
    private static final String OURS = "system:services";

    @Override
    public List<Cause> validate(ObjectKey key, ImageSpec spec, Optional<ImageSpec> before) {
        var causes = new ArrayList<>(spec.contradictions());
        spec.recipe()
                .filter(recipe -> causes.isEmpty() && !recipes.exists(recipe))
                .ifPresent(recipe -> causes.add(Cause.unsupported("spec.recipe", recipe,
                        "supported values: " + String.join(", ", recipes.names()))));
        return causes;
    }

    @Override
    public void admit(Caller caller, ObjectKey key, ImageSpec spec,
            Optional<Resource<ImageSpec, ImageFacts, ImageStatus>> before) {
        if (before.isPresent()) {
            return;
        }
        if (caller.groups().contains(OURS)) {
            // The samples that the cloud starts with count, and are not refused.
            account.take(key.name(), 0);
        } else {
            account.create(key.name());
        }
    }

    @Override
    public void admitDelete(Caller caller, Resource<ImageSpec, ImageFacts, ImageStatus> before) {
        if (before.metadata().finalizers().isEmpty()) {
            account.release(before.metadata().name());
        }
    }
}
