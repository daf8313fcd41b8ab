package io.cairn.gateway;

import io.cairn.gateway.adapter.http.Authentication;
import io.cairn.gateway.adapter.http.Door;
import io.cairn.gateway.adapter.http.Http2;
import io.cairn.gateway.adapter.http.Inner;
import io.cairn.gateway.adapter.http.NamespaceLoop;
import io.cairn.gateway.adapter.http.StatusPages;
import io.cairn.gateway.adapter.http.Upstreams;
import io.cairn.gateway.adapter.jdbc.AuditLog;
import io.cairn.gateway.adapter.jdbc.Tokens;
import io.cairn.gateway.adapter.kinds.CoreKinds;
import io.cairn.gateway.adapter.kinds.EventInbox;
import io.cairn.gateway.adapter.kinds.LeaseKind;
import io.cairn.gateway.domain.RequestInfo;
import io.cairn.resource.ResourceApi;
import io.cairn.resource.domain.ObjectKey;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.apache.catalina.core.StandardHost;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationInitializer;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Builds the graph of the API gateway. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
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

    @Bean
    Tokens tokens(DataSource source, Clock clock, FlywayMigrationInitializer migrated,
            @Value("${cairn.bootstrap.admin-token-file:}") String file) throws IOException {
        var tokens = new Tokens(new JdbcTemplate(source), clock);
        if (!file.isEmpty()) {
            tokens.ensureOperator(Path.of(file));
        }
        return tokens;
    }

    @Bean(destroyMethod = "close")
    AuditLog audit(DataSource source, PlatformTransactionManager transactions, FlywayMigrationInitializer migrated) {
        return new AuditLog(new JdbcTemplate(source), new TransactionTemplate(transactions));
    }

    @Bean(destroyMethod = "close")
    ResourceApi resourceApi(DataSource source, PlatformTransactionManager transactions, Clock clock,
            FlywayMigrationInitializer migrated) {
        var api = new ResourceApi(source, transactions, "api-gateway", List.of(CoreKinds.NAMESPACE, CoreKinds.EVENT,
                LeaseKind.LEASE), clock,
                () -> UUID.randomUUID().toString());
        var namespaces = api.of(CoreKinds.NAMESPACE);
        var first = new ObjectKey(RequestInfo.DEFAULT_ORGANISATION, "", "default");
        if (namespaces.find(first).isEmpty()) {
            namespaces.create(first, Map.of(), List.of(), new CoreKinds.NamespaceSpec(List.of()));
        }
        return api;
    }

    /** {@code group=url} pairs, separated by commas: names of groups have dots, which property names would split. */
    @Bean
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

    @Bean(destroyMethod = "close")
    NamespaceLoop namespaceLoop(Upstreams upstreams, ResourceApi api, EventInbox inbox) {
        return new NamespaceLoop(upstreams, api.of(CoreKinds.NAMESPACE),
                List.of(api.of(CoreKinds.EVENT), api.of(LeaseKind.LEASE)), inbox);
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> web() {
        return factory -> {
            factory.addConnectorCustomizers(new Http2());
            factory.addContextCustomizers(context -> {
                if (context.getParent() instanceof StandardHost host) {
                    host.setErrorReportValveClass(StatusPages.class.getName());
                }
            });
        };
    }

    @Bean
    ServletRegistrationBean<Door> door(Tokens tokens, AuditLog audit, Upstreams upstreams, ResourceApi api,
            EventInbox inbox, Clock clock) {
        var namespaces = api.of(CoreKinds.NAMESPACE);
        var door = new Door(new Authentication(tokens), audit, upstreams, api.servlet(Inner::caller), inbox,
                (organisation, name) -> namespaces.find(new ObjectKey(organisation, "", name))
                        .map(namespace -> namespace.status().phase())
                        .orElse(""),
                clock);
        return new ServletRegistrationBean<>(door, "/*");
    }
}
