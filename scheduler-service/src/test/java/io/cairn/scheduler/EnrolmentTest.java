package io.cairn.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.cairn.contract.scheduler.v1.ClaimRequest;
import io.cairn.contract.scheduler.v1.ClaimsGrpc;
import io.cairn.contract.scheduler.v1.EnrolRequest;
import io.cairn.contract.scheduler.v1.EnrolResponse;
import io.cairn.contract.scheduler.v1.Inventory;
import io.cairn.contract.scheduler.v1.ListClaimsRequest;
import io.cairn.contract.scheduler.v1.NodeReport;
import io.cairn.contract.scheduler.v1.NodesGrpc;
import io.cairn.contract.scheduler.v1.ReleaseRequest;
import io.cairn.contract.scheduler.v1.RenewRequest;
import io.cairn.scheduler.adapter.jdbc.JoinTokens;
import io.cairn.scheduler.adapter.kinds.NodeRegistry;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Who may speak to the scheduler, and as whom: the real service over real TLS. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EnrolmentTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private Running scheduler;
    private JoinTokens tokens;
    private NodeRegistry registry;

    @BeforeAll
    void open() throws Exception {
        scheduler = new Running();
        tokens = scheduler.bean(JoinTokens.class);
        registry = scheduler.bean(NodeRegistry.class);
        registry.ensure("node-a", false);
        registry.ensure("node-b", false);
    }

    @AfterAll
    void close() throws Exception {
        scheduler.close();
    }

    private EnrolResponse enrol(String token, byte[] request) throws IOException {
        return NodesGrpc.newBlockingStub(scheduler.channel())
                .enrol(EnrolRequest.newBuilder().setToken(token).setCsrDer(ByteString.copyFrom(request)).build());
    }

    private EnrolResponse enrol(String node, KeyPair keys) throws Exception {
        return enrol(tokens.issue(node, HOUR), Requests.plain(keys));
    }

    private NodesGrpc.NodesBlockingStub as(EnrolResponse enrolled, KeyPair keys) {
        return NodesGrpc.newBlockingStub(scheduler.channel(enrolled.getCertificatePem(), keys));
    }

    private static void refused(Status.Code code, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(StatusRuntimeException.class,
                e -> assertThat(e.getStatus().getCode()).as(e.getMessage()).isEqualTo(code));
    }

    private static NodeReport report(int cpus) {
        return NodeReport.newBuilder()
                .setAgentInstance("i")
                .setSequence(1)
                .setBootId("b")
                .setInventory(Inventory.newBuilder().setCpus(cpus).setMemoryMib(1_024).setDiskMib(1_024))
                .build();
    }

    @Test
    void a_join_token_is_good_once() throws Exception {
        var token = tokens.issue("node-a", HOUR);
        var enrolled = enrol(token, Requests.plain(Requests.keys()));
        assertThat(enrolled.getNodeName()).isEqualTo("node-a");
        refused(Status.Code.UNAUTHENTICATED, () -> enrol(token, Requests.plain(Requests.keys())));
    }

    @Test
    void a_wrong_an_expired_or_an_empty_token_enrols_nobody() throws Exception {
        var request = Requests.plain(Requests.keys());
        refused(Status.Code.UNAUTHENTICATED, () -> enrol("cairn-join-guess", request));
        refused(Status.Code.UNAUTHENTICATED, () -> enrol("", request));
        var expired = tokens.issue("node-a", Duration.ofSeconds(-1));
        refused(Status.Code.UNAUTHENTICATED, () -> enrol(expired, request));
        var stranger = tokens.issue("node-of-no-inventory", HOUR);
        refused(Status.Code.UNAUTHENTICATED, () -> enrol(stranger, request));
    }

    @Test
    void the_certificate_names_the_inventory_row_whatever_the_request_says() throws Exception {
        var keys = Requests.keys();
        var request = Requests.greedy(keys, "CN=api-gateway", "spiffe://cairn/service/vm-service");
        var certificate = Requests.certificate(enrol(tokens.issue("node-a", HOUR), request).getCertificatePem());
        assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=node-a");
        assertThat(certificate.getSubjectAlternativeNames()).hasToString("[[6, spiffe://cairn/node/node-a]]");
        assertThat(certificate.getBasicConstraints()).as("signs nothing").isEqualTo(-1);
        assertThat(certificate.getPublicKey()).isEqualTo(keys.getPublic());
    }

    @Test
    void a_request_that_is_no_request_or_signed_by_another_key_is_refused() throws Exception {
        var token = tokens.issue("node-a", HOUR);
        refused(Status.Code.INVALID_ARGUMENT, () -> enrol(token, new byte[0]));
        refused(Status.Code.INVALID_ARGUMENT, () -> enrol(token, new byte[17 << 10]));
        refused(Status.Code.INVALID_ARGUMENT, () -> enrol(tokens.issue("node-a", HOUR), new byte[]{1, 2, 3}));
        var forged = Requests.forged(Requests.keys(), Requests.keys());
        refused(Status.Code.INVALID_ARGUMENT, () -> enrol(tokens.issue("node-a", HOUR), forged));
    }

    @Test
    void a_node_speaks_for_itself_only() throws Exception {
        var keys = Requests.keys();
        var nodeA = as(enrol("node-a", keys), keys);
        assertThat(nodeA.report(report(3)).getLeaseSeconds()).isPositive();
        assertThat(registry.find("node-a").orElseThrow().facts().hardware().orElseThrow().cpus()).isEqualTo(3);
        assertThat(registry.find("node-b").orElseThrow().facts().hardware()).isEmpty();
        var fresh = Requests.keys();
        var renewed = nodeA.renew(RenewRequest.newBuilder()
                .setCsrDer(ByteString.copyFrom(Requests.greedy(fresh, "CN=node-b", "spiffe://cairn/node/node-b")))
                .build());
        assertThat(renewed.getNodeName()).as("a renewal is for who asks").isEqualTo("node-a");
        assertThat(String.valueOf(Requests.certificate(renewed.getCertificatePem()).getSubjectAlternativeNames()))
                .contains("node/node-a")
                .doesNotContain("node-b");
    }

    @Test
    void claims_are_the_vm_services_business_alone() throws Exception {
        var keys = Requests.keys();
        var certificate = enrol("node-a", keys).getCertificatePem();
        for (var channel : List.of(scheduler.channel(), scheduler.channel(certificate, keys),
                scheduler.service("api-gateway"))) {
            var claims = ClaimsGrpc.newBlockingStub(channel);
            refused(Status.Code.PERMISSION_DENIED, () -> claims.claim(ClaimRequest.getDefaultInstance()));
            refused(Status.Code.PERMISSION_DENIED, () -> claims.explain(ClaimRequest.getDefaultInstance()));
            refused(Status.Code.PERMISSION_DENIED, () -> claims.release(ReleaseRequest.getDefaultInstance()));
            refused(Status.Code.PERMISSION_DENIED, () -> claims.list(ListClaimsRequest.getDefaultInstance()));
        }
        var rightful = ClaimsGrpc.newBlockingStub(scheduler.service("vm-service"));
        assertThat(rightful.list(ListClaimsRequest.newBuilder().setLimit(10).build()).getClaimsList()).isEmpty();
        refused(Status.Code.INVALID_ARGUMENT, () -> rightful.claim(ClaimRequest.getDefaultInstance()));
    }

    @Test
    void nobody_but_a_node_of_the_inventory_reports() throws Exception {
        for (var channel : List.of(scheduler.channel(), scheduler.service("vm-service"))) {
            var nodes = NodesGrpc.newBlockingStub(channel);
            refused(Status.Code.PERMISSION_DENIED, () -> nodes.report(report(1)));
            refused(Status.Code.PERMISSION_DENIED, () -> nodes.renew(RenewRequest.getDefaultInstance()));
        }
        registry.ensure("node-c", false);
        var keys = Requests.keys();
        var nodeC = as(enrol("node-c", keys), keys);
        scheduler.remove(registry.find("node-c").orElseThrow().uid());
        refused(Status.Code.PERMISSION_DENIED, () -> nodeC.report(report(1)));
        refused(Status.Code.PERMISSION_DENIED, () -> nodeC.renew(RenewRequest.newBuilder()
                .setCsrDer(ByteString.copyFrom(Requests.plain(keys)))
                .build()));
    }

    @Test
    void a_certificate_of_another_authority_opens_nothing() throws Exception {
        var foreign = scheduler.foreign("vm-service");
        assertThatThrownBy(() -> ClaimsGrpc.newBlockingStub(foreign).list(ListClaimsRequest.getDefaultInstance()))
                .isInstanceOfSatisfying(StatusRuntimeException.class, e -> assertThat(e.getStatus().getCode())
                        .isIn(Status.Code.UNAVAILABLE, Status.Code.PERMISSION_DENIED));
    }
}
