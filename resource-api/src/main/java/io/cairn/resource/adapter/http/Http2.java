package io.cairn.resource.adapter.http;

import org.apache.catalina.connector.Connector;
import org.apache.coyote.http2.Http2Protocol;

/**
 * Offers HTTP/2 beside HTTP/1.1, with bounds for clients that hold many watches on one connection: Tomcat's own would let
 * 20 of them run, and would take the pings of a quiet connection for an attack.
 */
public final class Http2 {
    private static final int STREAMS = 1_000;
    private static final int STREAM_WRITE_MILLIS = 30_000;

    private Http2() {}

    /** For Spring Boot's connector customizers. */
    public static void offer(Connector connector) {
        var protocol = new Http2Protocol();
        protocol.setMaxConcurrentStreams(STREAMS);
        protocol.setMaxConcurrentStreamExecution(STREAMS);
        protocol.setStreamWriteTimeout(STREAM_WRITE_MILLIS);
        // Streams that are opened and reset at once stay bounded: that is counted apart.
        protocol.setOverheadCountFactor(0);
        connector.addUpgradeProtocol(protocol);
    }
}
