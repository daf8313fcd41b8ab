package io.cairn.allinone;

import io.cairn.allinone.adapter.postgres.ServiceDatabase;
import io.cairn.gateway.ApiGateway;
import io.cairn.image.ImageService;
import io.cairn.scheduler.SchedulerService;
import io.cairn.vm.VmService;

/** The services in the order in which they start; the door opens last. */
enum Service {
    SCHEDULER("scheduler-service", "scheduler", "infra.cairn.io", SchedulerService.class, 21, 22, 23),
    IMAGE("image-service", "image", "image.cairn.io", ImageService.class, 31, 32, 33),
    VM("vm-service", "vm", "compute.cairn.io", VmService.class, 11, 12, 13),
    GATEWAY("api-gateway", "gateway", "", ApiGateway.class, 43, 0, 3);

    private final String title;
    private final String schema;
    private final String group;
    private final Class<?> root;
    private final int rest;
    private final int grpc;
    private final int management;

    Service(String title, String schema, String group, Class<?> root, int rest, int grpc, int management) {
        this.title = title;
        this.schema = schema;
        this.group = group;
        this.root = root;
        this.rest = rest;
        this.grpc = grpc;
        this.management = management;
    }

    /** Name of the certificate, the configuration file and the logs. */
    String title() {
        return title;
    }

    /** API group that it serves; the gateway serves core. */
    String group() {
        return group;
    }

    Class<?> root() {
        return root;
    }

    ServiceDatabase database(String password) {
        return new ServiceDatabase(schema, "cairn_" + schema, password);
    }

    int restPort(int base) {
        return base + rest;
    }

    /** 0 for a service without gRPC. */
    int grpcPort(int base) {
        return grpc == 0 ? 0 : base + grpc;
    }

    int managementPort(int base) {
        return base + management;
    }
}
