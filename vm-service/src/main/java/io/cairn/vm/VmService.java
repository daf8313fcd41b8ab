package io.cairn.vm;

import io.cairn.resource.ResourceApi;
import io.cairn.resource.adapter.http.GatewayCallers;
import io.cairn.resource.adapter.http.Http2;
import io.cairn.resource.adapter.http.ResourceServlet;
import io.cairn.resource.adapter.mtls.Peers;
import io.cairn.vm.adapter.grpc.GrpcImages;
import io.cairn.vm.adapter.grpc.GrpcScheduler;
import io.cairn.vm.adapter.grpc.MachinesEndpoint;
import io.cairn.vm.adapter.grpc.Wakeups;
import io.cairn.vm.application.Images;
import io.cairn.vm.application.Scheduler;
import io.grpc.BindableService;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationInitializer;
import org.springframework.boot.grpc.server.autoconfigure.GrpcServerExecutorProvider;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.grpc.client.GrpcChannelFactory;
import org.springframework.grpc.server.GlobalServerInterceptor;
import org.springframework.transaction.PlatformTransactionManager;

/** Builds the graph of the VM service. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class VmService {

    public static void main(String[] arguments) {
        var application = new SpringApplication(VmService.class);
        application.setDefaultProperties(Map.of("spring.config.name", "vm-service"));
        application.run(arguments);
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    Scheduler scheduler(GrpcChannelFactory channels) {
        return new GrpcScheduler(channels.createChannel("scheduler"));
    }

    @Bean
    Images images(GrpcChannelFactory channels) {
        return new GrpcImages(channels.createChannel("images"));
    }

    @Bean(destroyMethod = "close")
    Lifecycle lifecycle(DataSource source, PlatformTransactionManager transactions, Scheduler scheduler, Images images,
            Clock clock, MeterRegistry meters, FlywayMigrationInitializer migrated) {
        return new Lifecycle(source, transactions, scheduler, images, clock, meters);
    }

    @Bean(destroyMethod = "close")
    Wakeups wakeups(GrpcChannelFactory channels, Lifecycle lifecycle) {
        return new Wakeups(channels.createChannel("scheduler"), lifecycle::placed,
                lifecycle::queueIsNew);
    }

    @Bean
    ResourceApi resourceApi(Lifecycle lifecycle) {
        return lifecycle.api();
    }

    @Bean
    AutoCloseable eventDelivery(Lifecycle lifecycle, SslBundles bundles,
            @Value("${cairn.gateway.url}") String gateway) {
        var client = java.net.http.HttpClient.newBuilder()
                .sslContext(bundles.getBundle("cairn").createSslContext())
                .connectTimeout(java.time.Duration.ofSeconds(5))
                .build();
        return lifecycle.api().deliverEvents(client, gateway);
    }

    /** The gateway sends watches over HTTP/2. */
    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> web() {
        return factory -> factory.addConnectorCustomizers(Http2::offer);
    }

    @Bean
    ServletRegistrationBean<ResourceServlet> resourceServlet(Lifecycle lifecycle) {
        return new ServletRegistrationBean<>(lifecycle.api().servlet(new GatewayCallers()), "/apis", "/apis/*",
                "/openapi/*");
    }

    @Bean
    BindableService machinesEndpoint(Lifecycle lifecycle) {
        return new MachinesEndpoint(lifecycle.streams(), lifecycle.attachments());
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
}
