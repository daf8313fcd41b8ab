package io.cairn.image;

import io.cairn.image.adapter.files.BlobFolder;
import io.cairn.image.adapter.grpc.BlobsEndpoint;
import io.cairn.image.adapter.grpc.ImagesEndpoint;
import io.cairn.image.adapter.recipe.ImageBuild;
import io.cairn.image.adapter.recipe.RecipeRunner;
import io.cairn.image.application.Blobs;
import io.cairn.image.application.Recipes;
import io.cairn.resource.ResourceApi;
import io.cairn.resource.adapter.http.GatewayCallers;
import io.cairn.resource.adapter.http.ResourceServlet;
import io.cairn.resource.adapter.mtls.Peers;
import io.grpc.BindableService;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
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
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.grpc.server.GlobalServerInterceptor;
import org.springframework.transaction.PlatformTransactionManager;

/** Builds the graph of the image service. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class ImageService {

    public static void main(String[] arguments) {
        var application = new SpringApplication(ImageService.class);
        application.setDefaultProperties(Map.of("spring.config.name", "image-service"));
        application.run(arguments);
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    Blobs blobs(@Value("${cairn.image.blobs}") Path folder) throws IOException {
        return new BlobFolder(folder);
    }

    @Bean
    Recipes recipes(@Value("${cairn.image.work}") Path work, @Value("${cairn.image.logs}") Path logs)
            throws IOException {
        return new RecipeRunner(work, logs);
    }

    @Bean(destroyMethod = "close")
    Images images(DataSource source, PlatformTransactionManager transactions, Clock clock, Recipes recipes, Blobs blobs,
            @Value("${cairn.image.work}") Path work, @Value("${cairn.bootstrap.build-images:}") List<String> wanted,
            FlywayMigrationInitializer migrated) {
        return new Images(source, transactions, clock, recipes, new ImageBuild(recipes, blobs, work), wanted);
    }

    @Bean
    ResourceApi resourceApi(Images images) {
        return images.api();
    }

    @Bean
    AutoCloseable eventDelivery(Images images, SslBundles bundles, @Value("${cairn.gateway.url}") String gateway) {
        return images.api()
                .deliverEvents(HttpClient.newBuilder()
                        .connectTimeout(Duration.ofSeconds(5))
                        .sslContext(bundles.getBundle("cairn").createSslContext())
                        .build(), gateway);
    }

    @Bean
    ServletRegistrationBean<ResourceServlet> resourceServlet(Images images) {
        return new ServletRegistrationBean<>(images.api().servlet(new GatewayCallers()), "/apis", "/apis/*",
                "/openapi/*");
    }

    @Bean
    BindableService imagesEndpoint(Images images) {
        return new ImagesEndpoint(images.resources());
    }

    @Bean
    BindableService blobsEndpoint(Blobs blobs, MeterRegistry meters) {
        return new BlobsEndpoint(blobs, meters);
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
