package io.cairn.scheduler.application;

/** What came of an {@link Intent}. */
public sealed interface Result {
    /** As wanted; the claim as it is now, or as it was when it was released. */
    record Done(Claim claim) implements Result {}

    /** Nothing was changed: a claim of the machine stands already, at the generation of the intent or another one. */
    record Stands(Claim claim) implements Result {}

    /** Nothing was changed: the machine has no claim. */
    record Absent() implements Result {}

    /**
     * Nothing was changed: it does not fit on the node, or the gang of it does not.
     *
     * @param why in words
     */
    record NoRoom(String node, String why) implements Result {}
}
