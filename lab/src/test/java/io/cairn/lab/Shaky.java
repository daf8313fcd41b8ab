package io.cairn.lab;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

/** A line on which messages of both directions get lost, come twice, come late, and overtake each other. */
final class Shaky implements ClientInterceptor {
    private static final long LATE_NANOS = 30_000_000;

    private final RandomGenerator random;
    private volatile double share;

    Shaky(RandomGenerator random) {
        this.random = random;
    }

    /** @param messages how many of the messages meet a mishap, 0 to 1 */
    void shake(double messages) {
        share = messages;
    }

    /** One direction of one call. */
    private final class Lane<M> {
        private Optional<M> held = Optional.empty();

        /** What arrives instead of the message. */
        synchronized List<M> through(M message) {
            var arriving = new ArrayList<M>();
            if (random.nextDouble() >= share) {
                arriving.add(message);
            } else {
                switch (random.nextInt(4)) {
                    case 0 -> arriving.clear();
                    case 1 -> arriving.addAll(List.of(message, message));
                    case 2 -> {
                        LockSupport.parkNanos(random.nextLong(LATE_NANOS));
                        arriving.add(message);
                    }
                    default -> {
                        held.ifPresent(arriving::add);
                        held = Optional.of(message);
                        return arriving;
                    }
                }
            }
            // The one that was held back is overtaken.
            held.ifPresent(arriving::add);
            held = Optional.empty();
            return arriving;
        }
    }

    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
        return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
            private final Lane<Q> out = new Lane<>();
            private final Lane<A> in = new Lane<>();

            @Override
            public void sendMessage(Q message) {
                out.through(message).forEach(super::sendMessage);
            }

            @Override
            public void start(Listener<A> listener, Metadata headers) {
                super.start(new SimpleForwardingClientCallListener<>(listener) {
                    @Override
                    public void onMessage(A message) {
                        var arriving = in.through(message);
                        arriving.forEach(super::onMessage);
                        if (arriving.isEmpty()) {
                            request(1);
                        }
                    }
                }, headers);
            }
        };
    }
}
