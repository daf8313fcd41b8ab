package io.cairn.node.adapter.grpc;

import io.cairn.contract.scheduler.v1.Inventory;
import io.cairn.contract.scheduler.v1.NodeReport;
import io.cairn.contract.scheduler.v1.NodesGrpc;
import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reports the inventory and so renews the node's lease, as often as the scheduler says. */
public final class NodeReports implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(NodeReports.class);
    private static final long DEADLINE_SECONDS = 10;
    private static final long RETRY_SECONDS = 1;
    private static final String VERSION = "0.1.0";

    private final Facts facts;
    private final Channel channel;
    private final Renewal renewal;
    private final String instance;
    private final String bootId;
    private final Thread thread;
    private long sequence;

    /** Reads what the host is. */
    public interface Facts {
        Inventory read() throws IOException, InterruptedException;
    }

    /** Renews the certificate if that is due; true if it did. */
    public interface Renewal {
        boolean ifDue() throws IOException;
    }

    public NodeReports(Facts facts, Channel channel, Renewal renewal, String instance, String bootId) {
        this.facts = facts;
        this.channel = channel;
        this.renewal = renewal;
        this.instance = instance;
        this.bootId = bootId;
        this.thread = Thread.ofVirtual().name("node-reports").unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    private void run() {
        try {
            while (true) {
                TimeUnit.SECONDS.sleep(report());
            }
        } catch (InterruptedException stopping) {
            log.atDebug().log("Reports end");
        }
    }

    /** Seconds until the next report. */
    private long report() throws InterruptedException {
        try {
            var report = NodeReport.newBuilder()
                    .setAgentInstance(instance)
                    .setSequence(++sequence)
                    .setBootId(bootId)
                    .setAgentVersion(VERSION)
                    .setInventory(facts.read())
                    .build();
            var lease = NodesGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                    .report(report);
            if (renewal.ifDue()) {
                log.atInfo().log("The certificate was renewed; new connections use it");
            }
            return Math.max(1, lease.getReportEverySeconds());
        } catch (StatusRuntimeException | IOException e) {
            log.atInfo().addKeyValue("cause", e.getMessage()).log("The scheduler cannot be reached; reporting again");
            return RETRY_SECONDS;
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
