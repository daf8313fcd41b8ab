package io.cairn.gateway;

import io.cairn.gateway.adapter.http.Admission;
import io.cairn.gateway.adapter.http.AuditPages;
import io.cairn.gateway.adapter.http.Authentication;
import io.cairn.gateway.adapter.http.DiscoveredScopes;
import io.cairn.gateway.adapter.http.Door;
import io.cairn.gateway.adapter.http.Fixed;
import io.cairn.gateway.adapter.http.InFlight;
import io.cairn.gateway.adapter.http.Inner;
import io.cairn.gateway.adapter.http.LiveRequests;
import io.cairn.gateway.adapter.http.NamespaceLoop;
import io.cairn.gateway.adapter.http.Pace;
import io.cairn.gateway.adapter.http.RateLimits;
import io.cairn.gateway.adapter.http.ServiceHoldings;
import io.cairn.gateway.adapter.http.StatusPages;
import io.cairn.gateway.adapter.http.TicketDesk;
import io.cairn.gateway.adapter.http.Upstreams;
import io.cairn.gateway.adapter.jdbc.AuditLog;
import io.cairn.gateway.adapter.jdbc.PostgresAuditTrail;
import io.cairn.gateway.adapter.jdbc.PostgresTickets;
import io.cairn.gateway.adapter.kinds.CoreKinds;
import io.cairn.gateway.adapter.kinds.EventInbox;
import io.cairn.gateway.adapter.pki.PeopleAuthority;
import io.cairn.gateway.application.AuditTrail;
import io.cairn.gateway.application.Holdings;
import io.cairn.gateway.application.Retention;
import io.cairn.gateway.application.Signer;
import io.cairn.gateway.application.TicketSweep;
import io.cairn.gateway.application.Tickets;
import io.cairn.gateway.application.Underway;
import io.cairn.resource.ResourceApi;
import io.cairn.resource.adapter.http.Http2;
import io.cairn.resource.domain.ObjectKey;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.apache.catalina.core.StandardHost;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslBundleRegistrar;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationInitializer;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Builds the graph of the API gateway. */
@SpringBootConfiguration(proxyBeanMethods = false)
// Without Spring's error page: it would lead a request that failed through the door once more.
@EnableAutoConfiguration(exclude = ErrorMvcAutoConfiguration.class)
public class ApiGateway {

    public static void main(String[] arguments) {
        var application = new SpringApplication(ApiGateway.class);
        application.setDefaultProperties(Map.of("spring.config.name", "api-gateway"));
        application.run(arguments);
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean(destroyMethod = "close")
    AuditLog audit(DataSource source, PlatformTransactionManager transactions, FlywayMigrationInitializer migrated) {
        return new AuditLog(new JdbcTemplate(source), new TransactionTemplate(transactions));
    }

    @Bean
    AuditTrail auditTrail(DataSource source, PlatformTransactionManager transactions,
            FlywayMigrationInitializer migrated) {
        return new PostgresAuditTrail(new JdbcTemplate(source), new TransactionTemplate(transactions));
    }

    @Bean(destroyMethod = "close")
    Retention retention(AuditTrail trail, Clock clock, @Value("${cairn.audit.keep}") Duration keep) {
        return new Retention(trail, clock, keep);
    }

    @Bean(destroyMethod = "close")
    People people(DataSource source, PlatformTransactionManager transactions, Clock clock,
            FlywayMigrationInitializer migrated, Holdings holdings, Signer signer,
            @Value("${cairn.bootstrap.admin-token-file:}") String file) throws IOException {
        var people = new People(source, transactions, holdings, signer, clock);
        people.ensureOperator(file);
        return people;
    }

    @Bean(destroyMethod = "")
    ResourceApi resourceApi(People people) {
        return people.api();
    }

    /** {@code group=url} pairs, separated by commas: names of groups have dots, which property names would split. */
    @Bean(destroyMethod = "close")
    Upstreams upstreams(SslBundles bundles, @Value("${cairn.gateway.routes}") String routes) {
        return new Upstreams(bundles.getBundle("cairn").createSslContext(),
                Stream.of(routes.split(","))
                        .map(String::strip)
                        .map(pair -> pair.split("=", 2))
                        .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1])));
    }

    @Bean
    EventInbox eventInbox(ResourceApi api, PlatformTransactionManager transactions, Clock clock) {
        return new EventInbox(api.of(CoreKinds.EVENT), new TransactionTemplate(transactions), clock);
    }

    @Bean
    PeopleAuthority peopleAuthority(@Value("${cairn.gateway.people-ca}") Path folder, Clock clock) throws IOException {
        return PeopleAuthority.openOrCreate(folder, clock);
    }

    /** What the door shows, and whose certificates it looks at: those of services, and those of people. */
    @Bean
    SslBundleRegistrar doorBundle(PeopleAuthority people,
            @Value("${spring.ssl.bundle.pem.public.keystore.certificate}") String certificate,
            @Value("${spring.ssl.bundle.pem.public.keystore.private-key}") String key,
            @Value("${cairn.pki}") Path pki) throws IOException {
        var trusted = Files.readString(pki.resolve("ca.crt")) + "\n" + people.rootPem();
        var stores = new PemSslStoreBundle(PemSslStoreDetails.forCertificate(certificate).withPrivateKey(key),
                PemSslStoreDetails.forCertificate(trusted));
        return registry -> registry.registerBundle("door", SslBundle.of(stores));
    }

    @Bean
    Underway underway() {
        return new Underway();
    }

    @Bean
    Holdings holdings(Upstreams upstreams, Underway underway) {
        return underway.guarding(new ServiceHoldings(upstreams));
    }

    @Bean(destroyMethod = "close")
    NamespaceLoop namespaceLoop(Holdings holdings, ResourceApi api, People people, EventInbox inbox) {
        return new NamespaceLoop(holdings, api.of(CoreKinds.NAMESPACE),
                people.ofProjects(), inbox);
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> web() {
        return factory -> {
            factory.addConnectorCustomizers(Http2::offer);
            factory.addContextCustomizers(context -> {
                if (context.getParent() instanceof StandardHost host) {
                    host.setErrorReportValveClass(StatusPages.class.getName());
                }
            });
        };
    }

    @Bean(destroyMethod = "close")
    LiveRequests liveRequests(People people, Clock clock, MeterRegistry meters,
            @Value("${cairn.gateway.streams}") int most, @Value("${cairn.gateway.streams-per-client}") int perClient) {
        return new LiveRequests(people.directories(), people::vouched, clock, most, perClient, meters);
    }

    @Bean
    Pace pace(@Value("${cairn.gateway.bodies.grace}") Duration grace,
            @Value("${cairn.gateway.bodies.bytes-per-second}") long bytesPerSecond) {
        return new Pace(grace, bytesPerSecond);
    }

    @Bean
    RateLimits rateLimits(MeterRegistry meters, @Value("${cairn.gateway.requests-per-second}") int perSecond,
            @Value("${cairn.gateway.burst}") int burst) {
        return new RateLimits(perSecond, burst, meters);
    }

    @Bean
    InFlight inFlight(MeterRegistry meters, @Value("${cairn.gateway.requests-in-flight}") int most,
            @Value("${cairn.gateway.patience}") Duration patience) {
        return new InFlight(most, patience, meters);
    }

    @Bean
    Admission admission(People people, Upstreams upstreams, Clock clock) {
        return new Admission(new Authentication(people.identities(clock), people.certified(clock)),
                people.directories(),
                new DiscoveredScopes(upstreams, people.kinds(), clock));
    }

    @Bean
    Tickets tickets(DataSource source, PlatformTransactionManager transactions, FlywayMigrationInitializer migrated) {
        return new PostgresTickets(new JdbcTemplate(source), new TransactionTemplate(transactions));
    }

    @Bean(destroyMethod = "close")
    TicketSweep ticketSweep(Tickets tickets, Clock clock) {
        return new TicketSweep(tickets, clock);
    }

    @Bean
    ServletRegistrationBean<Door> door(Admission admission, RateLimits limits, InFlight inFlight, LiveRequests live,
            AuditLog audit, AuditTrail trail, Upstreams upstreams, People people, EventInbox inbox, Tickets tickets,
            Pace pace, Underway underway, Clock clock) {
        var namespaces = people.api().of(CoreKinds.NAMESPACE);
        var parts = new Door.Parts(admission, limits, inFlight, live, audit, new AuditPages(trail, admission),
                upstreams,
                people.api().servlet(Inner::caller), inbox, new Fixed(people.issuers()),
                new TicketDesk(tickets, admission, clock), pace, underway, clock);
        var door = new Door(parts, (organisation, name) -> namespaces.find(new ObjectKey(organisation, "", name))
                .map(namespace -> namespace.status().phase())
                .orElse(""), people::changed);
        return new ServletRegistrationBean<>(door, "/*");
    }
}
