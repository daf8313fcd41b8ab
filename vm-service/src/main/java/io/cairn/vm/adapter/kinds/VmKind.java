package io.cairn.vm.adapter.kinds;

import io.cairn.resource.domain.Condition;
import io.cairn.resource.domain.Kind;
import io.cairn.resource.domain.KindBuilder;
import io.cairn.resource.domain.Subresource;
import io.cairn.vm.adapter.jdbc.StoredVms;
import io.cairn.vm.application.Accounting;
import io.cairn.vm.application.Images;
import io.cairn.vm.application.InstanceTypes;
import io.cairn.vm.application.Scheduler;
import io.cairn.vm.domain.StatusOfVm;
import io.cairn.vm.domain.VmFacts;
import io.cairn.vm.domain.VmSpec;
import io.cairn.vm.domain.VmStatus;
import java.util.List;

/** The declaration of the kind VirtualMachine. */
public final class VmKind {
    private VmKind() {}

    public static Kind<VmSpec, VmFacts, VmStatus> declare(InstanceTypes types, Images images, Accounting accounting,
            Scheduler scheduler, List<Subresource<VmSpec, VmFacts, VmStatus>> subresources) {
        KindBuilder<VmSpec, VmFacts, VmStatus> kind = Kind.of(Groups.COMPUTE, "VirtualMachine", VmSpec.class,
                VmFacts.NONE,
                VmStatus.class, StatusOfVm::status);
        subresources.forEach(kind::subresource);
        return kind.shortNames("vm", "vms")
                .categories("all")
                .description("A virtual machine")
                .finalizers(StoredVms.FINALIZER)
                .rules(new VmRules(types, images, accounting, scheduler))
                .column("Phase", "string", "Where the machine is in its life", vm -> vm.status().phase())
                .column("Ready", "string", "Whether it is as asked",
                        vm -> vm.status().condition("Ready").map(Condition::status).orElse(""))
                .column("Node", "string", "Node that it is placed on", vm -> vm.status().node().orElse(""))
                .column("Address", "string", "First address of the machine",
                        vm -> vm.status().addresses().stream().map(VmStatus.AddressStatus::ip).findFirst().orElse(""))
                .wideColumn("Site", "string", "Site of the node", vm -> vm.status().site().orElse(""))
                .wideColumn("Type", "string", "Instance type", vm -> vm.spec().instanceType().orElse(""))
                .wideColumn("CPU", "string", "vCPUs", vm -> vm.status().cpus().map(String::valueOf).orElse(""))
                .wideColumn("Memory", "string", "Guest memory",
                        vm -> vm.status().memory().map(m -> m.text()).orElse(""))
                .wideColumn("Image", "string", "Image that it boots", vm -> vm.spec().image())
                .wideColumn("Restarts", "string", "Restarts on its node", vm -> "" + vm.status().restarts())
                .wideColumn("Reason", "string", "Why it is not as asked", VmKind::reason)
                .build();
    }

    private static String reason(io.cairn.resource.domain.Resource<VmSpec, VmFacts, VmStatus> vm) {
        return vm.status()
                .condition("Ready")
                .filter(ready -> !ready.status().equals("True"))
                .map(Condition::reason)
                .orElse("");
    }
}
