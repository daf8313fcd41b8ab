package io.cairn.allinone;

import io.cairn.allinone.adapter.postgres.ServiceDatabase;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Computes the properties of each service: what an operator of separate services writes into its configuration. */
record ServiceArguments(StateDirectory state, Options options, int base) {

    String[] of(Service service, ServiceDatabase database) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("spring.config.name", service.title());
        values.put("spring.main.banner-mode", "off");
        values.put("cairn.listen", options.text("listen", "127.0.0.1"));
        values.put("cairn.pki", state.pki());
        values.put("cairn.state", state.root());
        values.put("cairn.gateway.url", "https://127.0.0.1:" + Service.GATEWAY.restPort(base));
        values.put("cairn.image.blobs", state.blobs());
        values.put("cairn.image.work", state.data().resolve("image-work"));
        values.put("cairn.image.logs", state.logs());
        values.put("cairn.bootstrap.admin-token-file", state.secrets().resolve("admin-token"));
        values.put("spring.datasource.url", "jdbc:postgresql://127.0.0.1:%d/cairn?currentSchema=%s"
                .formatted(base + 54, database.schema()));
        values.put("spring.datasource.username", database.role());
        values.put("spring.datasource.password", database.password());
        values.put("server.port", service.restPort(base));
        values.put("management.server.port", service.managementPort(base));
        if (service.grpcPort(base) > 0) {
            values.put("spring.grpc.server.port", service.grpcPort(base));
        }
        upstreams(values);
        values.putAll(options.values());
        return values.entrySet().stream().map(e -> "--" + e.getKey() + "=" + e.getValue()).toArray(String[]::new);
    }

    private void upstreams(Map<String, Object> values) {
        values.put("spring.grpc.client.channel.scheduler.target", local(Service.SCHEDULER));
        values.put("spring.grpc.client.channel.images.target", local(Service.IMAGE));
        values.put("cairn.gateway.routes", Stream.of(Service.SCHEDULER, Service.IMAGE, Service.VM)
                .map(service -> service.group() + "=https://127.0.0.1:" + service.restPort(base))
                .collect(Collectors.joining(",")));
    }

    private String local(Service service) {
        return "static://127.0.0.1:" + service.grpcPort(base);
    }
}
