package io.cairn.bench.api;

import java.util.concurrent.Flow;
import java.util.function.Consumer;

/** Hands lines on as they come. */
record Lines(Consumer<String> taker) implements Flow.Subscriber<String> {
    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(String line) {
        taker.accept(line);
    }

    @Override
    public void onError(Throwable ended) {
        // The bench ends its watches by closing the client.
    }

    @Override
    public void onComplete() {
        // A watch that ends early is seen by the events that it lacks.
    }
}
