package io.cairn.scheduler.domain.engine;

import io.cairn.scheduler.domain.model.DeviceAsk;
import io.cairn.scheduler.domain.model.Request;
import io.cairn.scheduler.domain.model.Resources;
import io.cairn.scheduler.domain.model.Rules;
import io.cairn.scheduler.domain.model.Tenancy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What of a request makes a difference to where it goes.
 *
 * @param organisation empty unless it matters who shares a node or a device
 * @param profile only if neighbours make a difference
 * @param repelling how many terms of others are known to keep it away
 * @param over the priority below which machines may be evicted for it
 */
record ShapeKey(Resources resources, List<DeviceAsk> devices, Rules rules, Tenancy tenancy, String organisation,
        @Nullable Profile profile, int repelling, int over) {
    private static final int NOBODY = Integer.MIN_VALUE;

    static ShapeKey of(Request request, Profile profile) {
        var shares = request.tenancy() != Tenancy.SHARED || request.devices().stream().anyMatch(DeviceAsk::shared);
        return new ShapeKey(request.resources(), request.devices(), request.rules(), request.tenancy(),
                shares ? request.owner().organisation() : "", profile.indifferent() ? null : profile,
                profile.repelling.size(), NOBODY);
    }

    static ShapeKey over(Request request, Profile profile) {
        var key = of(request, profile);
        return new ShapeKey(key.resources, key.devices, key.rules, key.tenancy, key.organisation, key.profile,
                key.repelling, request.priority());
    }

    /** What is left of it when neighbours are not looked at. */
    ShapeKey base() {
        return new ShapeKey(resources, devices, rules, tenancy, organisation, null, 0, over);
    }

    boolean evicts() {
        return over != NOBODY;
    }
}
