package io.cairn.vm.domain;

/** Why a machine is not as asked, or that it is: one word and one sentence. */
record Reasons(String reason, String message) {

    static Reasons of(Vm vm, Action action, VmFacts facts, String phase) {
        if (facts.trouble().isPresent()) {
            return new Reasons(facts.trouble().get().reason(), said(facts.trouble().get()));
        }
        var problem = facts.seen().flatMap(VmFacts.Seen::problem);
        if (problem.isPresent() && !(action instanceof Action.Settled)) {
            return new Reasons(problem.get().reason(), problem.get().message());
        }
        return switch (action) {
            case Action.Pin _ -> new Reasons("Pinning", "Image and size are being pinned");
            case Action.Place _ -> new Reasons("Scheduling", "A node is being looked for");
            case Action.EnsureRunning(var node, _) -> new Reasons(phase, starting(node, facts));
            case Action.EnsurePaused(var node, _) -> new Reasons(phase, phase.equals("Pausing")
                    ? "Node %s is pausing it".formatted(node)
                    : starting(node, facts));
            case Action.EnsureOff(var node) -> new Reasons("Stopping", "Node %s is shutting it down".formatted(node));
            case Action.Park(var node) ->
                new Reasons("Preempted", "It is off, and its room on node %s is given up".formatted(node));
            case Action.Return(var node) -> new Reasons("Preempted", gone(node));
            case Action.EnsureGone(var node) ->
                new Reasons("Deleting", "Node %s is removing domain and disks".formatted(node));
            case Action.Release(var node) ->
                new Reasons("Releasing", "Its claim on node %s is given back".formatted(node));
            case Action.Withdraw _ -> new Reasons("Releasing", "A claim that may stand is given back");
            case Action.Forget _ -> new Reasons("Forgetting", "Nothing of it is left");
            case Action.Await(var node, var since) -> new Reasons("NodeUnreachable",
                    ("Node %s has not been heard since %s. "
                            + "The machine may run on; nothing is changed until the node reports or an operator acts")
                            .formatted(node, since));
            case Action.Settled _ -> new Reasons("AsAsked", vm.intent() instanceof Vm.Intent.Halt
                    ? "The machine is off, as asked"
                    : phase.equals("Paused") ? "The machine is paused, as asked"
                            : phase.equals("Completed") ? "The machine has ended by itself and is not started again"
                                    : "The machine runs, as asked");
        };
    }

    static String gone(String node) {
        return ("Its room on node %s is used by a machine of a higher priority class. Its disk is kept there, and it is "
                + "started again when there is room").formatted(node);
    }

    private static String starting(String node, VmFacts facts) {
        return facts.seen()
                .filter(seen -> !seen.progressMessage().isEmpty() && seen.state() == VmFacts.State.PREPARING)
                .map(seen -> "Node %s: %s (%d %%)".formatted(node, seen.progressMessage(), seen.progress()))
                .orElse("Node %s is starting it".formatted(node));
    }

    /** The same, and where it stands in the queue: that changes often, and is no event. */
    static String said(VmFacts.Trouble trouble) {
        return trouble.waiting().isEmpty() ? words(trouble) : words(trouble) + "; " + trouble.waiting();
    }

    static String words(VmFacts.Trouble trouble) {
        var next = trouble.nextStep().isEmpty() ? "" : ". " + trouble.nextStep();
        return trouble.message() + next;
    }
}
