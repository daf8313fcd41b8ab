package io.cairn.node.adapter.libvirt;

import io.cairn.node.domain.Known;
import org.libvirt.event.StoppedDetail;

/** Why a domain ended, as libvirt's event tells. */
final class Ends {
    private Ends() {}

    static Known.Exit cause(StoppedDetail detail) {
        return switch (detail) {
            case SHUTDOWN -> Known.Exit.GUEST_SHUTDOWN;
            case CRASHED, FAILED, DESTROYED -> Known.Exit.CRASHED;
            case MIGRATED, SAVED, FROM_SNAPSHOT, UNKNOWN -> Known.Exit.LOST;
        };
    }

    static String words(StoppedDetail detail) {
        return switch (detail) {
            case SHUTDOWN -> Known.Exit.GUEST_SHUTDOWN.words();
            case CRASHED, FAILED -> "the QEMU process died";
            case DESTROYED -> "somebody on the host destroyed the domain";
            case MIGRATED, SAVED, FROM_SNAPSHOT, UNKNOWN -> "the hypervisor does not say why";
        };
    }
}
