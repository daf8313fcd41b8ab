package io.cairn.node.domain;

import java.util.Optional;

/**
 * What a running machine uses.
 *
 * @param assignedKib guest memory
 * @param residentKib memory of its QEMU process on the host
 * @param guestUsedKib what the guest itself says; empty if it has no balloon driver, or has not said yet
 */
public record Usage(int vcpus, long assignedKib, long residentKib, Optional<Long> guestUsedKib, Counters total) {}
