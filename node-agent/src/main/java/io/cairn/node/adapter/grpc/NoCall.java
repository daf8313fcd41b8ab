package io.cairn.node.adapter.grpc;

import io.cairn.contract.machine.v1.Frame;
import io.grpc.stub.ClientCallStreamObserver;
import org.jspecify.annotations.Nullable;

/** Stands for a call that has not begun. */
final class NoCall extends ClientCallStreamObserver<Frame> {
    static final NoCall INSTANCE = new NoCall();

    private NoCall() {}

    @Override
    public void cancel(@Nullable String message, @Nullable Throwable cause) {}

    @Override
    public boolean isReady() {
        return false;
    }

    @Override
    public void setOnReadyHandler(Runnable onReadyHandler) {}

    @Override
    public void request(int count) {}

    @Override
    public void setMessageCompression(boolean enable) {}

    @Override
    public void disableAutoInboundFlowControl() {}

    @Override
    public void onNext(Frame value) {}

    @Override
    public void onError(Throwable t) {}

    @Override
    public void onCompleted() {}
}
