package io.cairn.vm.application;

import io.cairn.vm.domain.VmFacts;

/** The image service, as the lifecycle needs it. Throws {@link Unavailable} when it cannot be asked. */
public interface Images {

    /** What a reference means now. */
    sealed interface Answer {
        record Found(VmFacts.PinnedImage image, long minDiskMib, long minMemoryMib) implements Answer {}

        record Refused(String reason, String message) implements Answer {}
    }

    Answer resolve(String organisation, String reference);
}
