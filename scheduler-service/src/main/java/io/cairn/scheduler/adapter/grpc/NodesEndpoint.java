package io.cairn.scheduler.adapter.grpc;

import io.cairn.contract.scheduler.v1.Accelerator;
import io.cairn.contract.scheduler.v1.EnrolRequest;
import io.cairn.contract.scheduler.v1.EnrolResponse;
import io.cairn.contract.scheduler.v1.Inventory;
import io.cairn.contract.scheduler.v1.NodeLease;
import io.cairn.contract.scheduler.v1.NodeReport;
import io.cairn.contract.scheduler.v1.NodesGrpc;
import io.cairn.contract.scheduler.v1.RenewRequest;
import io.cairn.resource.adapter.mtls.Peers;
import io.cairn.resource.adapter.pki.Pem;
import io.cairn.scheduler.adapter.jdbc.JoinTokens;
import io.cairn.scheduler.adapter.jdbc.NodeTable;
import io.cairn.scheduler.adapter.kinds.NodeFacts;
import io.cairn.scheduler.adapter.kinds.NodeRegistry;
import io.cairn.scheduler.adapter.pki.CertificateAuthority;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Enrolment and reports of nodes. */
public final class NodesEndpoint extends NodesGrpc.NodesImplBase {
    private static final Logger log = LoggerFactory.getLogger(NodesEndpoint.class);
    private static final int MAX_CSR = 16 << 10;

    private final CertificateAuthority authority;
    private final JoinTokens tokens;
    private final NodeRegistry registry;
    private final NodeTable table;
    private final Duration reportEvery;
    private final Duration lease;

    public NodesEndpoint(CertificateAuthority authority, JoinTokens tokens, NodeRegistry registry, NodeTable table,
            Duration reportEvery, Duration lease) {
        this.authority = authority;
        this.tokens = tokens;
        this.registry = registry;
        this.table = table;
        this.reportEvery = reportEvery;
        this.lease = lease;
    }

    @Override
    public void enrol(EnrolRequest request, StreamObserver<EnrolResponse> answer) {
        if (request.getCsrDer().isEmpty() || request.getCsrDer().size() > MAX_CSR) {
            throw Status.INVALID_ARGUMENT.withDescription("The certificate request is missing or larger than 16 KiB")
                    .asRuntimeException();
        }
        var node = tokens.consume(request.getToken())
                .filter(name -> registry.find(name).isPresent())
                .orElseThrow(() -> Status.UNAUTHENTICATED.withDescription("The join token is unknown, used or expired; "
                        + "make a new one with POST .../nodes/NAME/jointoken").asRuntimeException());
        log.atInfo().addKeyValue("node", node).log("Node enrolled");
        answer.onNext(signed(node, request.getCsrDer().toByteArray()));
        answer.onCompleted();
    }

    @Override
    public void renew(RenewRequest request, StreamObserver<EnrolResponse> answer) {
        var node = known();
        answer.onNext(signed(node, request.getCsrDer().toByteArray()));
        answer.onCompleted();
    }

    private EnrolResponse signed(String node, byte[] request) {
        try {
            var certificate = authority.signNode(request, node);
            return EnrolResponse.newBuilder()
                    .setNodeName(node)
                    .setCertificatePem(Pem.text(certificate))
                    .setCaPem(authority.rootPem())
                    .setNotAfterEpochSecond(certificate.getNotAfter().toInstant().getEpochSecond())
                    .build();
        } catch (IllegalArgumentException malformed) {
            throw Status.INVALID_ARGUMENT.withDescription(malformed.getMessage()).asRuntimeException();
        } catch (IOException e) {
            throw Status.INTERNAL.withDescription("The certificate could not be signed")
                    .withCause(e)
                    .asRuntimeException();
        }
    }

    /** The calling node, if it still stands in the inventory. */
    private String known() {
        var node = Peers.node();
        if (registry.find(node).isEmpty()) {
            throw gone(node);
        }
        return node;
    }

    private static StatusRuntimeException gone(String node) {
        return Status.PERMISSION_DENIED.withDescription("Node %s is not in the inventory".formatted(node))
                .asRuntimeException();
    }

    @Override
    public void report(NodeReport report, StreamObserver<NodeLease> answer) {
        var name = Peers.node();
        var node = registry.find(name).orElseThrow(() -> gone(name));
        var inventory = report.getInventory();
        var fresh = table.report(InventoryMessages.row(name, inventory, node.spec().cpuOvercommitPercent()),
                new NodeTable.Sender(report.getAgentInstance(), report.getSequence(), report.getBootId()), lease);
        if (fresh) {
            registry.reported(node.uid(), hardware(inventory, report.getAgentVersion()));
        }
        answer.onNext(NodeLease.newBuilder()
                .setReportEverySeconds((int) reportEvery.toSeconds())
                .setLeaseSeconds((int) lease.toSeconds())
                .setCordoned(node.spec().unschedulable())
                .build());
        answer.onCompleted();
    }

    private static NodeFacts.Hardware hardware(Inventory inventory, String agent) {
        return new NodeFacts.Hardware(inventory.getCpus(), inventory.getMemoryMib(), inventory.getDiskMib(),
                inventory.getAccelerator() == Accelerator.ACCELERATOR_KVM ? "kvm" : "tcg",
                inventory.getAcceleratorReason(), inventory.getArchitecture(), inventory.getCpuModel(),
                inventory.getHypervisorVersion(), inventory.getLibvirtVersion(), inventory.getKernelVersion(), agent,
                inventory.getSimulated(), inventory.getProblemsList(), inventory.getBandwidthMbps());
    }
}
