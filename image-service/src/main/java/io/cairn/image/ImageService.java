package io.cairn.image;

import io.cairn.image.adapter.files.BlobFolder;
import io.cairn.image.adapter.files.UploadFolder;
import io.cairn.image.adapter.grpc.BlobsEndpoint;
import io.cairn.image.adapter.grpc.ImagesEndpoint;
import io.cairn.image.adapter.health.ImageHealth;
import io.cairn.image.adapter.metrics.MeteredBuild;
import io.cairn.image.adapter.qemu.QemuImg;
import io.cairn.image.adapter.qemu.UploadBuild;
import io.cairn.image.adapter.recipe.ImageBuild;
import io.cairn.image.adapter.recipe.RecipeRunner;
import io.cairn.image.adapter.recipe.ShippedRecipes;
import io.cairn.image.application.Blobs;
import io.cairn.image.application.Builder;
import io.cairn.image.application.Receiving;
import io.cairn.image.application.Recipes;
import io.cairn.image.application.SourcedBuild;
import io.cairn.image.application.Sweep;
import io.cairn.image.application.Uploads;
import io.cairn.resource.ResourceApi;
import io.cairn.resource.adapter.http.GatewayCallers;
import io.cairn.resource.adapter.http.Http2;
import io.cairn.resource.adapter.http.ResourceServlet;
import io.cairn.resource.adapter.mtls.Peers;
import io.grpc.BindableService;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.io.IOException;
import java.io.UncheckedIOException;
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
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.grpc.server.GlobalServerInterceptor;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.util.unit.DataSize;

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
    Blobs blobs(@Value("${cairn.image.blobs}") Path folder, Clock clock) throws IOException {
        return new BlobFolder(folder, clock);
    }

    @Bean
    MeterBinder blobMeters(Blobs blobs) {
        return meters -> {
            Gauge.builder("cairn_blobs", () -> usage(blobs).blobs()).register(meters);
            Gauge.builder("cairn_blob_bytes", () -> usage(blobs).bytes()).register(meters);
        };
    }

    private static Blobs.Usage usage(Blobs blobs) {
        try {
            return blobs.usage();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param own a directory with recipes of the operator's own, beside those that come with the service */
    @Bean
    Recipes recipes(@Value("${cairn.image.work}") Path work, @Value("${cairn.image.logs}") Path logs,
            @Value("${cairn.image.recipes:}") String own, @Value("${cairn.image.build-limit}") Duration limit)
            throws IOException {
        var shipped = ShippedRecipes.unpack(work);
        return new RecipeRunner(own.isEmpty() ? List.of(shipped) : List.of(shipped, Path.of(own)), work, logs, limit);
    }

    /** Beside the blobs, so that a whole upload becomes a blob by a rename. */
    @Bean
    Uploads uploads(@Value("${cairn.image.blobs}") Path folder) throws IOException {
        return new UploadFolder(folder.resolve("uploads"));
    }

    @Bean
    Receiving.Bounds uploadBounds(@Value("${cairn.image.upload.max-bytes}") DataSize bytes,
            @Value("${cairn.image.upload.max-virtual-size}") DataSize disk,
            @Value("${cairn.image.upload.keep-free}") DataSize free) {
        return new Receiving.Bounds(bytes.toBytes(), disk.toBytes(), free.toBytes());
    }

    @Bean
    Builder.Build build(Recipes recipes, Blobs blobs, Uploads uploads, Receiving.Bounds bounds, MeterRegistry meters,
            @Value("${cairn.image.work}") Path work, @Value("${cairn.image.upload.check-limit}") Duration limit) {
        return new MeteredBuild(new SourcedBuild(new ImageBuild(recipes, blobs, work),
                new UploadBuild(uploads, blobs, new QemuImg(limit), bounds.mostVirtualBytes())), meters);
    }

    @Bean
    Sweep.Keep keep(@Value("${cairn.image.keep-unused}") Duration unused,
            @Value("${cairn.image.upload.keep-unfinished}") Duration unfinished) {
        return new Sweep.Keep(unused, unfinished);
    }

    @Bean(destroyMethod = "close")
    Images images(DataSource source, PlatformTransactionManager transactions, Clock clock, Recipes recipes, Blobs blobs,
            Uploads uploads, Receiving.Bounds bounds, Builder.Build build, Sweep.Keep keep,
            @Value("${cairn.bootstrap.build-images:}") List<String> wanted, FlywayMigrationInitializer migrated) {
        return new Images(source, transactions, clock, new Images.Works(recipes, build, blobs, uploads, bounds, keep,
                wanted));
    }

    @Bean
    HealthIndicator imagesHealthIndicator(@Value("${cairn.image.blobs}") Path blobs, Images images) {
        return new ImageHealth(blobs, images::building);
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

    /** The gateway sends watches over HTTP/2. */
    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> web() {
        return factory -> factory.addConnectorCustomizers(Http2::offer);
    }

    @Bean
    ServletRegistrationBean<ResourceServlet> resourceServlet(Images images) {
        return new ServletRegistrationBean<>(images.api().servlet(new GatewayCallers()), "/apis", "/apis/*",
                "/openapi/*");
    }

    @Bean
    BindableService imagesEndpoint(Images images, Blobs blobs) {
        return new ImagesEndpoint(images.resources(), blobs);
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
