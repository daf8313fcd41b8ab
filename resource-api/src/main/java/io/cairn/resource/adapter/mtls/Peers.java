package io.cairn.resource.adapter.mtls;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;

/** Reads who calls from the client certificate of the connection. */
public final class Peers implements ServerInterceptor {
    private static final Context.Key<Optional<PeerIdentity>> PEER = Context.key("peer");

    @Override
    public <A, B> ServerCall.Listener<A> interceptCall(ServerCall<A, B> call, Metadata headers,
            ServerCallHandler<A, B> next) {
        var session = call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
        var peer = Optional.<PeerIdentity>empty();
        try {
            if (session != null && session.getPeerCertificates()[0] instanceof X509Certificate certificate) {
                peer = PeerIdentity.of(certificate);
            }
        } catch (SSLPeerUnverifiedException anonymous) {
            peer = Optional.empty();
        }
        return Contexts.interceptCall(Context.current().withValue(PEER, peer), call, headers, next);
    }

    /** The name of the calling node; refuses anybody else. */
    public static String node() {
        return peer().filter(peer -> peer.type() == PeerIdentity.Type.NODE)
                .map(PeerIdentity::name)
                .orElseThrow(() -> refused("a node's certificate"));
    }

    /** Refuses anybody but the named service. */
    public static void requireService(String service) {
        if (peer().filter(peer -> peer.isService(service)).isEmpty()) {
            throw refused("the certificate of " + service);
        }
    }

    private static Optional<PeerIdentity> peer() {
        return Optional.ofNullable(PEER.get()).flatMap(peer -> peer);
    }

    private static StatusRuntimeException refused(String wanted) {
        return Status.PERMISSION_DENIED.withDescription("This call needs " + wanted).asRuntimeException();
    }
}
