package io.cairn.vm.adapter.grpc;

import io.cairn.contract.machine.v1.Frame;
import io.cairn.contract.machine.v1.MachinesGrpc;
import io.cairn.contract.machine.v1.NodeMessage;
import io.cairn.contract.machine.v1.PlaneMessage;
import io.cairn.resource.adapter.mtls.Peers;
import io.grpc.stub.StreamObserver;

/** The contract for node agents; a node speaks for itself only, by its certificate. */
public final class MachinesEndpoint extends MachinesGrpc.MachinesImplBase {
    private final NodeStreams streams;
    private final Attachments attachments;

    public MachinesEndpoint(NodeStreams streams, Attachments attachments) {
        this.streams = streams;
        this.attachments = attachments;
    }

    @Override
    public StreamObserver<NodeMessage> sync(StreamObserver<PlaneMessage> out) {
        return streams.connect(Peers.node(), out);
    }

    @Override
    public StreamObserver<Frame> attach(StreamObserver<Frame> out) {
        return attachments.dialled(Peers.node(), out);
    }
}
