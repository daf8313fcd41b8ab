package io.cairn.vm.adapter.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.contract.scheduler.v1.ClaimAllRequest;
import io.cairn.contract.scheduler.v1.ClaimAllResponse;
import io.cairn.contract.scheduler.v1.ClaimAnswer;
import io.cairn.contract.scheduler.v1.ClaimFailure;
import io.cairn.contract.scheduler.v1.ClaimRequest;
import io.cairn.contract.scheduler.v1.ClaimResponse;
import io.cairn.contract.scheduler.v1.ClaimsGrpc;
import io.cairn.contract.scheduler.v1.Granted;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Claims that are asked for at the same time, over a real connection to a scheduler that answers when it is told to. */
class ClaimLineTest {
    private static final int PATIENCE_SECONDS = 60;

    private final List<Integer> messages = new CopyOnWriteArrayList<>();
    private final Semaphore arrived = new Semaphore(0);
    private final CountDownLatch answer = new CountDownLatch(1);
    private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
    private Server server;
    private ManagedChannel channel;
    private ClaimLine line;

    /** Every machine gets the node of its own name, unless its name is bad. */
    private final class Scheduler extends ClaimsGrpc.ClaimsImplBase {
        @Override
        public void claim(ClaimRequest request, StreamObserver<ClaimResponse> to) {
            await(1);
            if (request.getVmUid().equals("bad")) {
                to.onError(Status.INVALID_ARGUMENT.withDescription("bad").asRuntimeException());
                return;
            }
            to.onNext(granted(request));
            to.onCompleted();
        }

        @Override
        public void claimAll(ClaimAllRequest request, StreamObserver<ClaimAllResponse> to) {
            await(request.getAsksCount());
            var response = ClaimAllResponse.newBuilder();
            request.getAsksList()
                    .forEach(ask -> response.addAnswers(ask.getVmUid().equals("bad")
                            ? ClaimAnswer.newBuilder()
                                    .setFailure(ClaimFailure.newBuilder()
                                            .setCode(Status.Code.INVALID_ARGUMENT.value())
                                            .setMessage("bad"))
                            : ClaimAnswer.newBuilder().setResponse(granted(ask))));
            to.onNext(response.build());
            to.onCompleted();
        }

        private ClaimResponse granted(ClaimRequest request) {
            return ClaimResponse.newBuilder().setGranted(Granted.newBuilder().setNode(request.getVmUid())).build();
        }

        private void await(int asks) {
            messages.add(asks);
            arrived.release();
            try {
                assertThat(answer.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @BeforeEach
    void open() throws Exception {
        server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .addService(new Scheduler())
                .build()
                .start();
        channel = NettyChannelBuilder.forAddress("127.0.0.1", server.getPort()).usePlaintext().build();
        line = new ClaimLine(channel, PATIENCE_SECONDS);
    }

    @AfterEach
    void close() {
        answer.countDown();
        callers.shutdownNow();
        channel.shutdownNow();
        server.shutdownNow();
    }

    private Future<String> ask(String machine) {
        return callers.submit(() -> line.claim(ClaimRequest.newBuilder().setVmUid(machine).build())
                .getGranted()
                .getNode());
    }

    private void arrive() throws InterruptedException {
        assertThat(arrived.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    /** Two that are alone in their messages, which is as many as may be under way. */
    private List<Future<String>> two() throws InterruptedException {
        var first = ask("first");
        arrive();
        var second = ask("second");
        arrive();
        return List.of(first, second);
    }

    private List<Future<String>> waiting(int number) throws InterruptedException {
        var asked = IntStream.range(0, number).mapToObj(i -> ask("m" + i)).toList();
        var until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (line.waiting() < number && System.nanoTime() < until) {
            Thread.onSpinWait();
        }
        assertThat(line.waiting()).isEqualTo(number);
        return asked;
    }

    @Test
    void one_that_comes_alone_goes_at_once_and_those_that_come_meanwhile_go_together() throws Exception {
        var alone = two();
        var together = waiting(50);
        answer.countDown();
        assertThat(alone.get(0).get()).isEqualTo("first");
        assertThat(alone.get(1).get()).isEqualTo("second");
        for (var i = 0; i < together.size(); i++) {
            assertThat(together.get(i).get()).isEqualTo("m" + i);
        }
        assertThat(messages).containsExactly(1, 1, 50);
    }

    @Test
    void what_fails_for_one_fails_for_no_other() throws Exception {
        two();
        var bad = ask("bad");
        var good = CompletableFuture.supplyAsync(() -> line.claim(ClaimRequest.newBuilder().setVmUid("good").build()),
                callers);
        answer.countDown();
        assertThat(good.get().getGranted().getNode()).isEqualTo("good");
        assertThat(bad).failsWithin(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(StatusRuntimeException.class)
                .withMessageContaining("INVALID_ARGUMENT: bad");
    }

    @Test
    void a_scheduler_that_is_gone_fails_all_that_wait_and_the_line_goes_on_with_the_next() throws Exception {
        var alone = two();
        var together = waiting(20);
        server.shutdownNow();
        for (var one : List.of(alone, together).stream().flatMap(List::stream).toList()) {
            assertThat(one).failsWithin(PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .withThrowableOfType(ExecutionException.class)
                    .withCauseInstanceOf(StatusRuntimeException.class);
        }
        assertThat(line.waiting()).isZero();
        assertThat(ask("late")).failsWithin(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
