package io.cairn.image.adapter.kinds;

import io.cairn.image.application.ImageAccount;
import io.cairn.image.domain.ImageDimension;
import io.cairn.resource.application.Resources;
import io.cairn.resource.domain.Caller;
import io.cairn.resource.domain.Doc;
import io.cairn.resource.domain.GroupVersion;
import io.cairn.resource.domain.Kind;
import io.cairn.resource.domain.Limits;
import io.cairn.resource.domain.Metadata;
import io.cairn.resource.domain.ObjectKey;
import io.cairn.resource.domain.Quantity;
import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import io.cairn.resource.domain.Resource;
import io.cairn.resource.domain.Scope;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The kind ImageQuota: how many images there may be, and how much they may hold. */
public final class ImageQuotaKind {
    private static final int PAGE = 10;

    private ImageQuotaKind() {}

    /** The limits; what is not named is not limited. */
    public record Spec(@Doc("How many images there may be") @Limits(min = 0) Optional<Long> images,
            @Doc("How much they may hold together, with uploads that are under way") Optional<Quantity> bytes) {

        Map<ImageDimension, Long> hard() {
            var hard = new EnumMap<ImageDimension, Long>(ImageDimension.class);
            images.ifPresent(limit -> hard.put(ImageDimension.IMAGES, limit));
            bytes.ifPresent(limit -> hard.put(ImageDimension.BYTES, limit.bytes()));
            return hard;
        }
    }

    /** What was used when it was last looked. */
    public record Facts(@Limits(defaults = "0") long images, @Limits(defaults = "0") long bytes) {
        long used(ImageDimension dimension) {
            return switch (dimension) {
                case BYTES -> bytes;
                case IMAGES -> images;
            };
        }
    }

    /** One dimension. */
    public record Item(@Doc("images or bytes") String dimension, @Doc("What is taken") String used,
            @Doc("What may be taken; absent if there is no limit") Optional<String> limit,
            @Doc("What is left; absent if there is no limit") Optional<String> remaining) {}

    /** Limits and usage, at most a few seconds old. */
    public record Status(@Doc("Each dimension") List<Item> items) {}

    public static Kind<Spec, Facts, Status> declare(ImageAccount account) {
        return Kind.of(new GroupVersion("image.cairn.io", "v1"), "ImageQuota", Spec.class, new Facts(0, 0),
                Status.class, ImageQuotaKind::status)
                .scope(Scope.CLUSTER)
                .description("How many images the cloud may have, and how much they may hold")
                .rules(new Rules(account))
                .column("Images", "string", "Used of the limit", quota -> cell(quota.status(), ImageDimension.IMAGES))
                .column("Bytes", "string", "Used of the limit", quota -> cell(quota.status(), ImageDimension.BYTES))
                .build();
    }

    /** Shows the usage in the status of the quota; nothing is written where nothing changed. */
    public static void show(Resources<Spec, Facts, Status> quotas, ImageAccount account) {
        for (var quota : quotas.page("", PAGE)) {
            var used = account.used();
            var seen = new Facts(used.getOrDefault(ImageDimension.IMAGES, 0L),
                    used.getOrDefault(ImageDimension.BYTES, 0L));
            if (!seen.equals(quota.facts())) {
                quotas.changeFacts(quota.uid(), _ -> seen);
            }
        }
    }

    private static String cell(Status status, ImageDimension dimension) {
        return status.items()
                .stream()
                .filter(item -> item.dimension().equals(dimension.word()))
                .map(item -> item.used() + item.limit().map(limit -> "/" + limit).orElse(""))
                .findFirst()
                .orElse("");
    }

    private static Status status(Metadata metadata, Spec spec, Facts facts) {
        var hard = spec.hard();
        return new Status(List.of(ImageDimension.IMAGES, ImageDimension.BYTES).stream().map(dimension -> {
            var limit = Optional.ofNullable(hard.get(dimension));
            var used = facts.used(dimension);
            return new Item(dimension.word(), dimension.text(used), limit.map(dimension::text),
                    limit.map(most -> dimension.text(Math.max(0, most - used))));
        }).toList());
    }

    /** Carries the limits into the account, in the transaction that writes the quota. */
    private record Rules(ImageAccount account) implements Kind.Rules<Spec, Facts, Status> {
        @Override
        public void admit(Caller caller, ObjectKey key, Spec spec, Optional<Resource<Spec, Facts, Status>> before) {
            if (before.isEmpty()) {
                account.other(key.name()).ifPresent(name -> {
                    throw new Refusal(Reason.CONFLICT,
                            "There is one quota of images, and \"%s\" is it: change that one".formatted(name));
                });
            }
            account.limit(spec.hard());
        }

        @Override
        public void admitDelete(Caller caller, Resource<Spec, Facts, Status> before) {
            account.limit(Map.of());
        }
    }
}
