package io.cairn.scheduler;

import io.cairn.resource.ResourceApi;
import io.cairn.resource.adapter.http.GatewayCallers;
import io.cairn.resource.adapter.http.Http2;
import io.cairn.resource.adapter.http.ResourceServlet;
import io.cairn.resource.adapter.mtls.Peers;
import io.cairn.scheduler.adapter.grpc.ClaimsEndpoint;
import io.cairn.scheduler.adapter.grpc.NodesEndpoint;
import io.cairn.scheduler.adapter.grpc.PlacedWatchers;
import io.cairn.scheduler.adapter.jdbc.FairShareRows;
import io.cairn.scheduler.adapter.jdbc.JoinTokens;
import io.cairn.scheduler.adapter.jdbc.KindCount;
import io.cairn.scheduler.adapter.jdbc.NodeTable;
import io.cairn.scheduler.adapter.jdbc.PostgresClaims;
import io.cairn.scheduler.adapter.jdbc.ReplicaTable;
import io.cairn.scheduler.adapter.json.JsonShapes;
import io.cairn.scheduler.adapter.kinds.DefragmentationPlanKind;
import io.cairn.scheduler.adapter.kinds.DefragmentationPlans;
import io.cairn.scheduler.adapter.kinds.FairShareKind;
import io.cairn.scheduler.adapter.kinds.FairShareRegistry;
import io.cairn.scheduler.adapter.kinds.NodeKind;
import io.cairn.scheduler.adapter.kinds.NodeRegistry;
import io.cairn.scheduler.adapter.kinds.PoolKind;
import io.cairn.scheduler.adapter.kinds.PoolRegistry;
import io.cairn.scheduler.adapter.kinds.PreemptionBudgetKind;
import io.cairn.scheduler.adapter.kinds.PriorityClassKind;
import io.cairn.scheduler.adapter.kinds.SiteKind;
import io.cairn.scheduler.adapter.kinds.SiteRegistry;
import io.cairn.scheduler.adapter.pki.CertificateAuthority;
import io.cairn.scheduler.application.Batches;
import io.cairn.scheduler.application.Budgets;
import io.cairn.scheduler.application.Claims;
import io.cairn.scheduler.application.Defragmenting;
import io.cairn.scheduler.application.Fleet;
import io.cairn.scheduler.application.Membership;
import io.cairn.scheduler.application.Placing;
import io.cairn.scheduler.application.PriorityClasses;
import io.cairn.scheduler.application.Weights;
import io.cairn.scheduler.domain.engine.ClusterView;
import io.cairn.scheduler.domain.policy.OwnPartFirst;
import io.cairn.scheduler.domain.policy.Part;
import io.cairn.scheduler.domain.policy.Pools;
import io.grpc.BindableService;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationInitializer;
import org.springframework.boot.grpc.server.autoconfigure.GrpcServerExecutorProvider;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.grpc.server.GlobalServerInterceptor;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;

/** Builds the graph of the scheduler service. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EnableConfigurationProperties(PlacementSettings.class)
public class SchedulerService {
    private static final Duration TOKEN_VALIDITY = Duration.ofHours(1);

    public static void main(String[] arguments) {
        var application = new SpringApplication(SchedulerService.class);
        application.setDefaultProperties(Map.of("spring.config.name", "scheduler-service"));
        application.run(arguments);
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    CertificateAuthority certificateAuthority(@Value("${cairn.pki}") Path pki, Clock clock) throws IOException {
        return CertificateAuthority.openOrCreate(pki, clock);
    }

    @Bean
    JoinTokens joinTokens(DataSource source, Clock clock, FlywayMigrationInitializer migrated) {
        return new JoinTokens(new JdbcTemplate(source), clock);
    }

    @Bean
    NodeKinds nodeKinds(JoinTokens tokens, ObjectProvider<Defragmenting> defragmenting, DataSource source,
            ObjectProvider<ResourceApi> api, ObjectProvider<NodeKinds> self) {
        return new NodeKinds(NodeKind.declare(
                node -> """
                        {"apiVersion":"infra.cairn.io/v1","kind":"JoinToken","metadata":{"name":"%s"},\
                        "token":"%s","expiresInSeconds":%d}""".formatted(node, tokens.issue(node, TOKEN_VALIDITY),
                        TOKEN_VALIDITY.toSeconds())),
                DefragmentationPlanKind.declare(new DefragmentationPlans(defragmenting::getObject)::answer),
                PreemptionBudgetKind.declare(() -> api.getObject().of(self.getObject().budget())),
                SiteKind.declare(new KindCount(source, "sites.infra.cairn.io")),
                FairShareKind.declare(new FairShareRows(source)));
    }

    @Bean(destroyMethod = "close")
    ResourceApi resourceApi(DataSource source, PlatformTransactionManager transactions, NodeKinds kinds, Clock clock,
            FlywayMigrationInitializer migrated) {
        return new ResourceApi(source, transactions, "scheduler-service",
                List.of(kinds.node(), PoolKind.KIND, PriorityClassKind.KIND, kinds.plan(), kinds.budget(),
                        kinds.site(), kinds.share()),
                clock,
                () -> UUID.randomUUID().toString());
    }

    /** The gateway sends watches over HTTP/2. */
    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> web() {
        return factory -> factory.addConnectorCustomizers(Http2::offer);
    }

    @Bean
    ServletRegistrationBean<ResourceServlet> resourceServlet(ResourceApi api) {
        return new ServletRegistrationBean<>(api.servlet(new GatewayCallers()), "/apis", "/apis/*", "/openapi/*");
    }

    @Bean(destroyMethod = "close")
    NodeRegistry nodeRegistry(ResourceApi api, NodeKinds kinds, Clock clock) {
        return new NodeRegistry(api.of(kinds.node()), clock);
    }

    @Bean(destroyMethod = "close")
    PoolRegistry poolRegistry(ResourceApi api, PlacementSettings settings, MeterRegistry meters) {
        return new PoolRegistry(api.of(PoolKind.KIND), settings.chosen(), new PolicyMeters(meters));
    }

    @Bean(destroyMethod = "close")
    SiteRegistry siteRegistry(ResourceApi api, NodeKinds kinds) {
        return new SiteRegistry(api.of(kinds.site()));
    }

    @Bean(destroyMethod = "close")
    SiteSweeper siteSweeper(SiteRegistry sites, Placing placing) {
        return new SiteSweeper(sites, placing);
    }

    @Bean
    NodeTable nodeTable(DataSource source, PlatformTransactionManager transactions, Clock clock,
            FlywayMigrationInitializer migrated) {
        return new NodeTable(source, transactions, clock);
    }

    @Bean
    Claims claims(DataSource source, PlatformTransactionManager transactions, Clock clock,
            FlywayMigrationInitializer migrated) {
        return new PostgresClaims(source, transactions, clock);
    }

    @Bean(destroyMethod = "close")
    Batches batches(Claims claims, DataSource source, NodeRegistry registry, Clock clock, MeterRegistry meters,
            PlacementSettings settings, PoolRegistry pools, Budgets budgets, SiteRegistry sites, Weights weights) {
        var part = new Part(UUID.randomUUID().toString());
        var fleet = new Fleet(claims, registry, new JsonShapes(),
                () -> new ClusterView(new OwnPartFirst(new Pools(pools, settings.others(), pools), part)), budgets,
                sites, weights);
        var batches = new Batches(fleet, claims, clock, new BatchMeters(meters),
                new Membership(new ReplicaTable(source), part)).start();
        meters.gauge("cairn_schedulers", batches, Batches::schedulers);
        meters.gauge("cairn_claims_waiting", batches, Batches::waiting);
        return batches;
    }

    @Bean
    Placing placing(Batches batches) {
        return new Placing(batches);
    }

    @Bean(destroyMethod = "close")
    PriorityClassKind.Stored priorityClasses(ResourceApi api) {
        var stored = api.of(PriorityClassKind.KIND);
        PriorityClassKind.ensureBuiltIn(stored);
        return new PriorityClassKind.Stored(stored);
    }

    @Bean(destroyMethod = "close")
    PreemptionBudgetKind.Stored preemptionBudgets(ResourceApi api, NodeKinds kinds) {
        return new PreemptionBudgetKind.Stored(api.of(kinds.budget()));
    }

    @Bean(destroyMethod = "close")
    BudgetSweeper budgetSweeper(PreemptionBudgetKind.Stored budgets, Placing placing, NodeTable table) {
        return new BudgetSweeper(budgets, placing, table);
    }

    @Bean(destroyMethod = "close")
    FairShareRegistry fairShares(ResourceApi api, NodeKinds kinds) {
        return new FairShareRegistry(api.of(kinds.share()));
    }

    @Bean(destroyMethod = "close")
    FairShareSweeper fairShareSweeper(FairShareRegistry shares, Placing placing, NodeTable table) {
        return new FairShareSweeper(shares, placing, table);
    }

    @Bean(destroyMethod = "close")
    PlacedWatchers placedWatchers(Batches batches) {
        var watchers = new PlacedWatchers();
        batches.onPlaced(watchers::placed);
        return watchers;
    }

    @Bean
    Defragmenting defragmenting(Batches batches) {
        return new Defragmenting(batches);
    }

    @Bean
    BindableService claimsEndpoint(Placing placing, Claims claims, PriorityClasses classes, PlacedWatchers watchers,
            MeterRegistry meters) {
        return new ClaimsEndpoint(placing, claims, classes, watchers, meters);
    }

    @Bean
    BindableService nodesEndpoint(CertificateAuthority authority, JoinTokens tokens, NodeRegistry registry,
            NodeTable table, @Value("${cairn.node.report-every}") Duration reportEvery,
            @Value("${cairn.node.lease}") Duration lease) {
        return new NodesEndpoint(authority, tokens, registry, table, reportEvery, lease);
    }

    @Bean
    @GlobalServerInterceptor
    Peers peers() {
        return new Peers();
    }

    @Bean
    GrpcServerExecutorProvider grpcExecutor() {
        var executor = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("grpc-", 0).factory());
        return () -> executor;
    }

    @Bean(destroyMethod = "close")
    NodeSweeper nodeSweeper(NodeRegistry registry, NodeTable table, Clock clock, MeterRegistry meters) {
        return new NodeSweeper(registry, table, clock, meters);
    }

    @Bean
    FirstNode firstNode(NodeRegistry registry, JoinTokens tokens, @Value("${cairn.bootstrap.node:}") String name,
            @Value("${cairn.bootstrap.allow-emulation:false}") boolean allowEmulation,
            @Value("${cairn.bootstrap.join-token-file:}") String file) throws IOException {
        var first = new FirstNode(registry, tokens);
        if (!name.isEmpty()) {
            first.ensure(name, allowEmulation, file);
        }
        return first;
    }
}
