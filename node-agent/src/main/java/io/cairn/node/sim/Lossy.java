package io.cairn.node.sim;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.MethodDescriptor;
import java.util.random.RandomGenerator;

/** Loses messages on their way to the plane. */
public final class Lossy implements ClientInterceptor {
    private final RandomGenerator random;
    private volatile double share;

    public Lossy(RandomGenerator random) {
        this.random = random;
    }

    /** @param lost between 0, nothing, and 1, everything */
    public void lose(double lost) {
        share = lost;
    }

    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
        return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
            @Override
            public void sendMessage(Q message) {
                if (random.nextDouble() >= share) {
                    super.sendMessage(message);
                }
            }
        };
    }
}
