package io.cairn.vm.domain.reservation;

import io.cairn.resource.domain.Condition;
import io.cairn.resource.domain.Doc;
import io.cairn.resource.domain.Limits;
import io.cairn.resource.domain.Quantity;
import java.util.List;
import java.util.Optional;

/** A reservation as users see it: computed, never stored as a fact. */
public record ReservationStatus(
        @Doc("Ahead: its time has not come, or it is about to be asked for. Held: all of it is held, or taken. Short: "
                + "there is no room for all of it, so nothing is held, and it is tried again. Over: nothing is held any more") String phase,
        @Doc("Pieces that are held and that no machine has taken") int held,
        @Doc("Pieces whose place a machine has taken") int used, @Doc("Pieces in all") int count,
        @Doc("vCPUs of a piece") Optional<Integer> cpus, @Doc("Memory of a piece") Optional<Quantity> memory,
        @Doc("How it stands, and what to do about it") @Limits(maxLength = 8192) String message,
        @Doc("Statements about the reservation; Ready means that all of it is held, or taken") List<Condition> conditions,
        @Doc("metadata.generation that this answers") long observedGeneration) {}
