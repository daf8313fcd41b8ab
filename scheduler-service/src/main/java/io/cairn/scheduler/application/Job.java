package io.cairn.scheduler.application;

import java.util.concurrent.CompletableFuture;

/** Something that waits to be decided. */
sealed interface Job {
    String vmUid();

    long generation();

    void fail(Throwable cause);

    /** A claim that is asked for. */
    final class Ask implements Job {
        private final ClaimAsk ask;
        private final long looksBefore;
        private final CompletableFuture<Placing.Outcome> answer = new CompletableFuture<>();
        private int lost;

        /** @param looksBefore how often the view was brought up to date before this came */
        Ask(ClaimAsk ask, long looksBefore) {
            this.ask = ask;
            this.looksBefore = looksBefore;
        }

        ClaimAsk ask() {
            return ask;
        }

        long looksBefore() {
            return looksBefore;
        }

        /** @return how often it has lost now */
        int lost() {
            return ++lost;
        }

        CompletableFuture<Placing.Outcome> answer() {
            return answer;
        }

        @Override
        public String vmUid() {
            return ask.vmUid();
        }

        @Override
        public long generation() {
            return ask.generation();
        }

        @Override
        public void fail(Throwable cause) {
            answer.completeExceptionally(cause);
        }
    }

    /** A machine that made room. */
    record Park(String vmUid, long generation, CompletableFuture<Result> answer) implements Job {

        Park(String vmUid, long generation) {
            this(vmUid, generation, new CompletableFuture<>());
        }

        @Override
        public void fail(Throwable cause) {
            answer.completeExceptionally(cause);
        }
    }

    /** A claim that goes back. */
    record Release(String vmUid, long generation, CompletableFuture<Result> answer) implements Job {

        Release(String vmUid, long generation) {
            this(vmUid, generation, new CompletableFuture<>());
        }

        @Override
        public void fail(Throwable cause) {
            answer.completeExceptionally(cause);
        }
    }
}
