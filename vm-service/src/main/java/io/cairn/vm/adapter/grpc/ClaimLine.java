package io.cairn.vm.adapter.grpc;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;
import io.cairn.contract.scheduler.v1.ClaimAllRequest;
import io.cairn.contract.scheduler.v1.ClaimAnswer;
import io.cairn.contract.scheduler.v1.ClaimRequest;
import io.cairn.contract.scheduler.v1.ClaimResponse;
import io.cairn.contract.scheduler.v1.ClaimsGrpc;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Claims that are asked for while others are under way go together in one message: a message costs more than a claim. One
 * that comes alone goes at once; nobody waits for a message to fill.
 */
public final class ClaimLine {
    private static final int MOST = 256;
    /** One is decided while the next one is on its way. */
    private static final int UNDER_WAY = 2;

    private final ClaimsGrpc.ClaimsFutureStub claims;
    private final long deadlineSeconds;
    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<Asked> waiting = new ArrayDeque<>();
    private int underWay;

    private record Asked(ClaimRequest request, CompletableFuture<ClaimResponse> answer) {}

    /** @param deadlineSeconds of each message, and of the wait for it to be sent */
    public ClaimLine(Channel channel, long deadlineSeconds) {
        this.claims = ClaimsGrpc.newFutureStub(channel);
        this.deadlineSeconds = deadlineSeconds;
    }

    /** @throws StatusRuntimeException as if it had been asked for on its own */
    public ClaimResponse claim(ClaimRequest request) {
        var asked = new Asked(request, new CompletableFuture<>());
        lock.lock();
        try {
            waiting.add(asked);
        } finally {
            lock.unlock();
        }
        send();
        try {
            return asked.answer.get(2 * deadlineSeconds, TimeUnit.SECONDS);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw Status.CANCELLED.withCause(stopping).asRuntimeException();
        } catch (TimeoutException late) {
            throw Status.DEADLINE_EXCEEDED.withCause(late).asRuntimeException();
        } catch (ExecutionException failed) {
            throw Status.fromThrowable(failed).asRuntimeException();
        }
    }

    /** How many have not been sent yet. */
    int waiting() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    private void send() {
        var next = next();
        if (next.size() == 1) {
            var one = next.getFirst();
            ended(claims.withDeadlineAfter(deadlineSeconds, TimeUnit.SECONDS).claim(one.request), next,
                    response -> one.answer.complete(response));
        } else if (!next.isEmpty()) {
            var message = ClaimAllRequest.newBuilder();
            next.forEach(one -> message.addAsks(one.request));
            ended(claims.withDeadlineAfter(deadlineSeconds, TimeUnit.SECONDS).claimAll(message.build()), next,
                    response -> answered(next, response.getAnswersList()));
        }
    }

    /** What is to be sent now; nothing if enough is under way. */
    private List<Asked> next() {
        lock.lock();
        try {
            var next = new ArrayList<Asked>();
            if (underWay < UNDER_WAY) {
                while (next.size() < MOST && !waiting.isEmpty()) {
                    next.add(waiting.remove());
                }
                underWay += next.isEmpty() ? 0 : 1;
            }
            return next;
        } finally {
            lock.unlock();
        }
    }

    private static void answered(List<Asked> asked, List<ClaimAnswer> answers) {
        for (var i = 0; i < asked.size(); i++) {
            var answer = i < answers.size() ? answers.get(i) : ClaimAnswer.getDefaultInstance();
            var to = asked.get(i).answer;
            switch (answer.getOutcomeCase()) {
                case RESPONSE -> to.complete(answer.getResponse());
                case FAILURE -> to.completeExceptionally(Status.fromCodeValue(answer.getFailure().getCode())
                        .withDescription(answer.getFailure().getMessage())
                        .asRuntimeException());
                case OUTCOME_NOT_SET -> to.completeExceptionally(Status.INTERNAL
                        .withDescription("%d claims were asked for and %d answered".formatted(asked.size(),
                                answers.size()))
                        .asRuntimeException());
            }
        }
    }

    /** What comes of a message. */
    @FunctionalInterface
    private interface Answered<A> {
        void by(A response);
    }

    private <A> void ended(ListenableFuture<A> call, List<Asked> asked, Answered<A> answered) {
        Futures.addCallback(call, new FutureCallback<>() {
            @Override
            public void onSuccess(A response) {
                done();
                answered.by(response);
            }

            @Override
            public void onFailure(Throwable failed) {
                done();
                asked.forEach(one -> one.answer.completeExceptionally(failed));
            }
        }, MoreExecutors.directExecutor());
    }

    private void done() {
        lock.lock();
        try {
            underWay--;
        } finally {
            lock.unlock();
        }
        send();
    }
}
