package io.cairn.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.node.sim.SimulatedNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfigBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The unmodified Fabric8 client, as a Java program would use it, against the real gateway and services. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Fabric8Test {
    private static final ResourceDefinitionContext MACHINES = new ResourceDefinitionContext.Builder()
            .withGroup("compute.cairn.io")
            .withVersion("v1")
            .withKind("VirtualMachine")
            .withPlural("virtualmachines")
            .withNamespaced(true)
            .build();
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private SimulatedCloud cloud;
    private PublicDoor door;
    private KubernetesClient client;

    @BeforeAll
    void up() throws Exception {
        cloud = new SimulatedCloud(1, new SimulatedNode.Size(64, 65_536, 1_000_000), new Random(1));
        door = cloud.door();
        client = new KubernetesClientBuilder().withConfig(new ConfigBuilder(Config.empty()).withMasterUrl(door.url())
                .withCaCertFile(door.trust().ca().toString())
                .withOauthToken(door.token())
                .build()).build();
    }

    @AfterEach
    void it_asked_for_nothing_new() throws Exception {
        door.recorder().knowsAll();
    }

    @AfterAll
    void down() throws Exception {
        if (client != null) {
            client.close();
        }
        if (door != null) {
            door.close();
        }
        cloud.close();
    }

    private MixedOperation<GenericKubernetesResource, GenericKubernetesResourceList, Resource<GenericKubernetesResource>> machines() {
        return client.genericKubernetesResources(MACHINES);
    }

    private void namespace(String name) {
        client.raw("/api/v1/namespaces", "POST", Map.of("metadata", Map.of("name", name)));
    }

    private static GenericKubernetesResource machine(String namespace, String name, String strategy) {
        return new GenericKubernetesResourceBuilder().withApiVersion("compute.cairn.io/v1")
                .withKind("VirtualMachine")
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace)
                .endMetadata()
                .addToAdditionalProperties("spec",
                        new HashMap<>(Map.of("instanceType", "c1.nano", "image", "micro", "runStrategy", strategy)))
                .build();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> spec(GenericKubernetesResource machine) {
        return (Map<String, Object>) Objects.requireNonNull(machine.getAdditionalProperties().get("spec"));
    }

    @Test
    void create_read_edit_patch_and_delete() {
        namespace("f8-crud");
        var made = client.resource(machine("f8-crud", "web", "Halted")).create();
        assertThat(made.getMetadata().getUid()).isNotEmpty();
        var one = machines().inNamespace("f8-crud").withName("web");
        var edited = one.edit(machine -> {
            spec(machine).put("runStrategy", "Manual");
            return machine;
        });
        assertThat(spec(edited)).containsEntry("runStrategy", "Manual");
        var patched = one.patch(PatchContext.of(PatchType.JSON_MERGE), "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}");
        assertThat(patched.getMetadata().getLabels()).containsEntry("a", "b");
        var stale = made;
        assertThatThrownBy(() -> client.resource(stale).lockResourceVersion().update())
                .isInstanceOfSatisfying(KubernetesClientException.class, refused -> {
                    assertThat(refused.getCode()).isEqualTo(409);
                    assertThat(refused.getStatus().getReason()).isEqualTo("Conflict");
                });
        assertThat(machines().inNamespace("f8-crud").withLabel("a", "b").list().getItems()).hasSize(1);
        assertThat(client.resource(machine("f8-crud", "ghost", "Halted")).dryRun(true).create()).isNotNull();
        assertThat(machines().inNamespace("f8-crud").withName("ghost").get()).isNull();
        machines().inNamespace("f8-crud").delete();
        one.waitUntilCondition(machine -> machine == null, PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void server_side_apply_conflicts_and_forces() {
        namespace("f8-ssa");
        var applied = client.resource(machine("f8-ssa", "web", "Halted")).fieldManager("one").serverSideApply();
        assertThat(applied.getMetadata().getManagedFields().getFirst().getManager()).isEqualTo("one");
        var other = client.resource(machine("f8-ssa", "web", "Manual")).fieldManager("two");
        assertThatThrownBy(other::serverSideApply).isInstanceOfSatisfying(KubernetesClientException.class,
                refused -> assertThat(refused.getStatus().getDetails().getCauses().getFirst().getField())
                        .isEqualTo(".spec.runStrategy"));
        assertThat(spec(other.forceConflicts().serverSideApply())).containsEntry("runStrategy", "Manual");
    }

    @Test
    void watch_and_wait_see_a_machine_come_up() throws Exception {
        namespace("f8-watch");
        var events = new LinkedBlockingQueue<String>();
        try (var watch = machines().inNamespace("f8-watch").watch(new Told(events))) {
            client.resource(machine("f8-watch", "web", "Always")).create();
            assertThat(events.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo("ADDED web");
            assertThat(events.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo("MODIFIED web");
        }
        var ready = machines().inNamespace("f8-watch")
                .withName("web")
                .waitUntilCondition(machine -> machine != null && Map.of("phase", "Running")
                        .entrySet()
                        .stream()
                        .allMatch(entry -> entry.getValue().equals(machine.get("status", entry.getKey()))),
                        PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(ready.<String>get("status", "powerState")).isEqualTo("On");
    }

    /** Puts what it is told into a queue. */
    private record Told(LinkedBlockingQueue<String> events) implements Watcher<GenericKubernetesResource> {
        @Override
        public void eventReceived(Action action, GenericKubernetesResource resource) {
            events.add(action + " " + resource.getMetadata().getName());
        }

        @Override
        public void onClose(WatcherException cause) {
            events.add("closed " + cause);
        }
    }

    private static Map<String, String> versions(List<GenericKubernetesResource> machines) {
        return machines.stream()
                .collect(Collectors.toMap(machine -> machine.getMetadata().getUid(),
                        machine -> machine.getMetadata().getResourceVersion(), (one, other) -> other, TreeMap::new));
    }

    @Test
    void an_informer_equals_a_list_after_a_thousand_changes_and_two_restarts() throws Exception {
        namespace("f8-inform");
        try (var informer = machines().inNamespace("f8-inform").runnableInformer(0)) {
            informer.start().toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            var changes = new Changes(door.rest(), "/apis/compute.cairn.io/v1/namespaces/f8-inform/virtualmachines",
                    new Random(8));
            changes.make(350);
            door.restart();
            changes.make(350);
            cloud.restartVm();
            changes.make(300);
            Waiting.until("the informer has what a list has", PATIENCE, () -> {
                var listed = machines().inNamespace("f8-inform").list().getItems();
                return !listed.isEmpty() && versions(listed).equals(versions(informer.getStore().list()));
            });
        }
    }

    @Test
    void one_of_two_is_elected_by_a_lease_and_the_other_follows_when_it_ends() throws Exception {
        namespace("f8-lease");
        var leaders = new LinkedBlockingQueue<String>();
        var first = elect("first", leaders);
        assertThat(leaders.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo("first");
        var second = elect("second", leaders);
        first.cancel(true);
        assertThat(leaders.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo("second");
        second.cancel(true);
    }

    private CompletableFuture<?> elect(String name, LinkedBlockingQueue<String> leaders) {
        return client.leaderElector()
                .withConfig(new LeaderElectionConfigBuilder().withName("lab")
                        .withLock(new LeaseLock("f8-lease", "lab", name))
                        .withLeaseDuration(Duration.ofSeconds(15))
                        .withRenewDeadline(Duration.ofSeconds(10))
                        .withRetryPeriod(Duration.ofSeconds(1))
                        .withReleaseOnCancel(true)
                        .withLeaderCallbacks(new LeaderCallbacks(() -> leaders.add(name), () -> {}, _ -> {}))
                        .build())
                .build()
                .start();
    }
}
