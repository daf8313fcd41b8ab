package io.cairn.node;

import io.cairn.node.adapter.disk.ImageCache;
import io.cairn.node.adapter.disk.MachineFiles;
import io.cairn.node.adapter.files.JsonBook;
import io.cairn.node.adapter.grpc.BlobRanges;
import io.cairn.node.adapter.grpc.Consoles;
import io.cairn.node.adapter.grpc.Credentials;
import io.cairn.node.adapter.grpc.NodeReports;
import io.cairn.node.adapter.grpc.PlaneLink;
import io.cairn.node.adapter.host.HostFacts;
import io.cairn.node.adapter.host.KvmProof;
import io.cairn.node.adapter.host.RateLimits;
import io.cairn.node.adapter.libvirt.LibvirtHost;
import io.cairn.node.adapter.log.FileConsoleLogs;
import io.cairn.node.adapter.log.FileConsoleLogs.Totals;
import io.cairn.node.adapter.prometheus.MachineMetrics;
import io.cairn.node.application.Keeper;
import io.cairn.node.application.Loads;
import io.cairn.node.domain.Keeping;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/** Builds the graph of the node agent. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EnableConfigurationProperties(AgentSettings.class)
public class NodeAgent {
    private static final Logger log = LoggerFactory.getLogger(NodeAgent.class);
    private static final int ENROL_ATTEMPTS = 60;

    public static void main(String[] arguments) {
        var application = new SpringApplication(NodeAgent.class);
        application.setDefaultProperties(Map.of("spring.config.name", "node-agent"));
        application.run(arguments);
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    /** Everything that runs, in the order in which it is closed. */
    record Running(Keeper keeper, PlaneLink link, NodeReports reports, Consoles consoles, Sight sight)
            implements
                AutoCloseable {
        @Override
        public void close() throws InterruptedException {
            link.close();
            reports.close();
            consoles.close();
            keeper.close();
            sight.close();
        }
    }

    /** The host, and who looks at what its machines use and write. */
    record Sight(LibvirtHost host, Loads loads, FileConsoleLogs logs) implements AutoCloseable {
        @Override
        public void close() throws InterruptedException {
            loads.close();
            logs.close();
            host.close();
        }
    }

    @Bean(destroyMethod = "close")
    Running running(AgentSettings settings, Clock clock, MeterRegistry meters, PrometheusRegistry metrics)
            throws IOException, InterruptedException {
        var data = Files.createDirectories(Path.of(settings.agent().data()).toAbsolutePath());
        var credentials = new Credentials(data, Path.of(settings.agent().caFile()),
                Path.of(settings.agent().joinTokenFile()),
                clock);
        enrol(credentials, settings.plane().scheduler());
        var noKvm = KvmProof.missing();
        noKvm.ifPresent(why -> log.atWarn().addKeyValue("why", why).log("Machines run in software emulation"));
        var images = new ImageCache(data, new BlobRanges(credentials.channel(settings.plane().images())));
        var files = new MachineFiles(data, images);
        var agent = settings.agent();
        var host = new LibvirtHost(agent.libvirtUri(), agent.name(), noKvm.isEmpty() ? "kvm" : "qemu", agent.network(),
                agent.subnet(), files);
        var versions = host.versions();
        var keeper = new Keeper(host, new JsonBook(data), clock);
        keeper.recover();
        var instance = UUID.randomUUID().toString();
        var plane = credentials.channel(settings.plane().machines());
        var logs = consoleLogs(agent.consoleLog(), data, files, clock, meters);
        var loads = new Loads(host, clock);
        metrics.register(new MachineMetrics(loads, keeper));
        var consoles = new Consoles(keeper, files, logs, host::screen, plane);
        var link = new PlaneLink(keeper, loads::seen, plane, instance, HostFacts.bootId(), consoles::open);
        var scheduler = credentials.channel(settings.plane().scheduler());
        var facts = new HostFacts(data, noKvm, versions[0], versions[1], agent.uplinkMbps(), RateLimits.missing());
        var reports = new NodeReports(new NodeInventory(facts, host), scheduler,
                () -> credentials.renewIfDue(scheduler),
                instance,
                HostFacts.bootId());
        meters.gauge("cairn_agent_machines", keeper, Keeper::machines);
        meters.gauge("cairn_agent_connected", link, l -> l.connected() ? 1 : 0);
        loads.start();
        logs.start();
        link.start();
        reports.start();
        return new Running(keeper, link, reports, consoles, new Sight(host, loads, logs));
    }

    private static FileConsoleLogs consoleLogs(AgentSettings.ConsoleLog settings, Path data, MachineFiles files,
            Clock clock, MeterRegistry meters) throws IOException {
        var logs = new FileConsoleLogs(data, new Keeping(settings.maxSize().toBytes(), settings.keep()), clock);
        files.onRemove(logs::forget);
        Gauge.builder("cairn_agent_console_log_bytes", logs, all -> all.total(Totals::kept)).register(meters);
        FunctionCounter.builder("cairn_agent_console_log_taken_bytes", logs, all -> all.total(Totals::taken))
                .register(meters);
        FunctionCounter.builder("cairn_agent_console_log_dropped_bytes", logs, all -> all.total(Totals::dropped))
                .register(meters);
        FunctionCounter.builder("cairn_agent_console_log_gaps", logs, all -> all.total(Totals::gaps)).register(meters);
        return logs;
    }

    /** The plane may start after the agent: tried for a minute, then the process ends and says why. */
    private static void enrol(Credentials credentials, String scheduler) throws IOException, InterruptedException {
        for (var attempt = 1;; attempt++) {
            try {
                credentials.ensure(scheduler);
                return;
            } catch (io.grpc.StatusRuntimeException refused) {
                var away = refused.getStatus().getCode() == io.grpc.Status.Code.UNAVAILABLE;
                if (!away || attempt == ENROL_ATTEMPTS) {
                    throw new IOException("The scheduler at %s does not enrol this node: %s".formatted(scheduler,
                            refused.getStatus()), refused);
                }
                TimeUnit.SECONDS.sleep(1);
            }
        }
    }
}
