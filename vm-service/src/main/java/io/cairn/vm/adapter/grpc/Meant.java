package io.cairn.vm.adapter.grpc;

import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import io.cairn.resource.domain.Resource;
import io.cairn.vm.domain.VmFacts;
import io.cairn.vm.domain.VmSpec;
import io.cairn.vm.domain.VmStatus;
import java.util.Map;

/** Whether a stream is asked for of the machine that is there: a name may be another machine's by now. */
final class Meant {
    private Meant() {}

    /**
     * Refuses with CONFLICT a machine that has no place, or is not what the caller says.
     *
     * @param query {@code uid} and {@code epoch} as the caller knows them; what is not given is not checked
     */
    static void check(Resource<VmSpec, VmFacts, VmStatus> vm, Map<String, String> query) {
        place(vm);
        var uid = query.getOrDefault("uid", vm.uid());
        if (!uid.equals(vm.uid())) {
            throw new Refusal(Reason.CONFLICT,
                    ("Machine %s has uid %s, and uid %s was asked for: it is another machine "
                            + "of the same name; ask for a stream of this one").formatted(vm.key(), vm.uid(), uid));
        }
        var epoch = Long.toString(vm.facts().epoch());
        if (!query.getOrDefault("epoch", epoch).equals(epoch)) {
            throw new Refusal(Reason.CONFLICT, ("Machine %s was placed anew: its epoch is %s, and epoch %s was asked "
                    + "for; ask for a stream of it as it is now").formatted(vm.key(), epoch, query.get("epoch")));
        }
    }

    /** Where it is; refuses a machine that is nowhere. */
    static VmFacts.Place place(Resource<VmSpec, VmFacts, VmStatus> vm) {
        return vm.facts()
                .place()
                .orElseThrow(() -> new Refusal(Reason.CONFLICT,
                        "Machine %s is not placed on a node yet: it has no console and no screen".formatted(vm.key())));
    }
}
