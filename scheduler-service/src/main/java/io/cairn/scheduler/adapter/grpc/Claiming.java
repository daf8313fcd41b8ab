package io.cairn.scheduler.adapter.grpc;

import io.cairn.contract.scheduler.v1.ClaimAllResponse;
import io.cairn.contract.scheduler.v1.ClaimAnswer;
import io.cairn.contract.scheduler.v1.ClaimFailure;
import io.cairn.contract.scheduler.v1.ClaimRequest;
import io.cairn.contract.scheduler.v1.ClaimResponse;
import io.cairn.contract.scheduler.v1.Victim;
import io.cairn.scheduler.application.Claims;
import io.cairn.scheduler.application.Nomination;
import io.cairn.scheduler.application.Placing;
import io.cairn.scheduler.application.PriorityClasses;
import io.grpc.Status;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Asks for claims and their answers, as messages. */
final class Claiming {
    private final Placing placing;
    private final Classes classes;
    private final PriorityClasses known;
    private final MeterRegistry meters;

    Claiming(Placing placing, Classes classes, PriorityClasses known, MeterRegistry meters) {
        this.placing = placing;
        this.classes = classes;
        this.known = known;
        this.meters = meters;
    }

    ClaimResponse one(ClaimRequest request) {
        return answer(switch (classes.of(request)) {
            case Classes.Found.Is(var priority) -> placing.claim(RequestMessages.ask(request, priority));
            case Classes.Found.Not(var refusal) -> new Placing.Outcome.Refused(refusal);
        });
    }

    /** All are asked before any is waited for, so that they are decided in one batch. */
    ClaimAllResponse all(List<ClaimRequest> requests) {
        if (requests.isEmpty() || requests.size() > Claims.BATCH) {
            throw Status.INVALID_ARGUMENT.withDescription("1 to %d claims can be asked for at once, not %d".formatted(
                    Claims.BATCH, requests.size())).asRuntimeException();
        }
        var begun = requests.stream().map(this::begin).toList();
        return ClaimAllResponse.newBuilder().addAllAnswers(begun.stream().map(this::ended).toList()).build();
    }

    private CompletableFuture<Placing.Outcome> begin(ClaimRequest request) {
        try {
            return switch (classes.of(request)) {
                case Classes.Found.Is(var priority) -> placing.begin(RequestMessages.ask(request, priority));
                case Classes.Found.Not(var refusal) ->
                    CompletableFuture.completedFuture(new Placing.Outcome.Refused(refusal));
            };
        } catch (RuntimeException senseless) {
            return CompletableFuture.failedFuture(senseless);
        }
    }

    private ClaimAnswer ended(CompletableFuture<Placing.Outcome> begun) {
        try {
            return ClaimAnswer.newBuilder().setResponse(answer(begun.join())).build();
        } catch (CompletionException failed) {
            return ClaimAnswer.newBuilder().setFailure(failure(failed)).build();
        }
    }

    /** Whoever asked may ask again, unless the ask made no sense. */
    private static ClaimFailure failure(CompletionException failed) {
        var status = Status.fromThrowable(failed);
        var known = status.getCode() != Status.Code.UNKNOWN;
        return ClaimFailure.newBuilder()
                .setCode(known ? status.getCode().value() : Status.Code.UNAVAILABLE.value())
                .setMessage("The claim could not be decided: " + (known ? status.getDescription()
                        : failed.getCause()))
                .build();
    }

    private ClaimResponse answer(Placing.Outcome outcome) {
        meters.counter("cairn_claims", "outcome", switch (outcome) {
            case Placing.Outcome.Granted _ -> "Granted";
            case Placing.Outcome.Refused refused -> refused.refusal().reason();
        }).increment();
        return switch (outcome) {
            case Placing.Outcome.Granted(var claim) -> ClaimResponse.newBuilder()
                    .setGranted(AnswerMessages.granted(claim, placing.siteOf(claim.node())))
                    .build();
            case Placing.Outcome.Refused(var refusal, var victims, var waiting) ->
                AnswerMessages.refused(refusal, victims(victims), waiting);
        };
    }

    private List<Victim> victims(List<Nomination.Victim> victims) {
        return victims.stream()
                .map(victim -> Victim.newBuilder()
                        .setVmUid(victim.vmUid())
                        .setClaimId(victim.claimId())
                        .setNoticeSeconds(known.notice(victim.priorityClass()))
                        .build())
                .toList();
    }
}
