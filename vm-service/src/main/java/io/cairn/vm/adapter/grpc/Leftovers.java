package io.cairn.vm.adapter.grpc;

import io.cairn.contract.machine.v1.DesiredMachine;
import io.cairn.contract.machine.v1.DesiredMachines;
import io.cairn.contract.machine.v1.MachineState;
import io.cairn.contract.machine.v1.ObservedMachine;
import io.cairn.contract.machine.v1.Power;
import io.cairn.resource.domain.Resource;
import io.cairn.vm.application.Vms;
import io.cairn.vm.domain.VmFacts;
import io.cairn.vm.domain.VmSpec;
import io.cairn.vm.domain.VmStatus;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a node that was lost still has of machines that were made anew elsewhere: it is told to remove it. Only of machines
 * whose owners agreed to that, only what is of an older epoch, and only once the machine has its place on another node. Any
 * other domain that nobody asked for may be somebody's data, and is left alone.
 */
final class Leftovers {
    private final Vms vms;
    private final String node;
    /** Epochs, by machine. */
    private final Map<String, Long> epochs = new ConcurrentHashMap<>();

    Leftovers(Vms vms, String node) {
        this.vms = vms;
        this.node = node;
    }

    /** Takes in what the node says of a machine; true if the node is to be told about it. */
    boolean seen(ObservedMachine machine) {
        if (!machine.getOrphan()) {
            if (machine.getState() == MachineState.MACHINE_STATE_ABSENT) {
                epochs.remove(machine.getVmUid());
            }
            return false;
        }
        var left = vms.find(machine.getVmUid()).filter(vm -> supersedes(vm, machine.getEpoch())).isPresent();
        if (left) {
            epochs.put(machine.getVmUid(), machine.getEpoch());
        }
        return left;
    }

    private boolean supersedes(Resource<VmSpec, VmFacts, VmStatus> vm, long epoch) {
        return vm.spec().failsOver() && vm.facts().epoch() > epoch
                && vm.facts().place().filter(place -> !place.node().equals(node)).isPresent();
    }

    /** Adds them to what the node is told, unless they are its own again by now. */
    void add(DesiredMachines.Builder desired) {
        epochs.forEach((uid, epoch) -> {
            if (vms.find(uid).filter(vm -> supersedes(vm, epoch)).isPresent()) {
                desired.addMachines(DesiredMachine.newBuilder()
                        .setVmUid(uid)
                        .setEpoch(epoch)
                        .setGeneration(Long.MAX_VALUE)
                        .setPower(Power.POWER_ABSENT));
            }
        });
    }
}
