package io.cairn.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.resource.domain.ObjectKey;
import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import io.cairn.vm.adapter.kinds.QuotaKind;
import io.cairn.vm.domain.Dimension;
import io.cairn.vm.domain.Power;
import io.cairn.vm.domain.VmFacts;
import io.cairn.vm.domain.VmSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataIntegrityViolationException;

/** Machines of Machines.spec have 1 vCPU, 128 MiB of memory and, by default, 2 GiB of disk. */
class QuotaTest {
    private Bureau bureau;

    @BeforeEach
    void open() throws Exception {
        bureau = new Bureau(4096);
    }

    @AfterEach
    void close() throws Exception {
        bureau.close();
    }

    private static QuotaKind.Spec machines(long limit) {
        return Limit.of().machines(limit).spec();
    }

    private String quota(String namespace, QuotaKind.Spec spec) {
        return bureau.compute.projectQuotas()
                .create(Bureau.key(namespace, "limits"), Map.of(), List.of(), spec)
                .uid();
    }

    private Optional<Refusal> create(String namespace, String name) {
        try {
            assertThat(bureau.create(namespace, name, VmSpec.RunStrategy.ALWAYS).uid()).isNotEmpty();
            return Optional.empty();
        } catch (Refusal refused) {
            return Optional.of(refused);
        }
    }

    private void forget(String namespace, String name) {
        var uid = bureau.machines().find(Bureau.key(namespace, name)).orElseThrow().uid();
        assertThat(bureau.machines().delete(uid)).isPresent();
        bureau.compute.vms().forget(uid);
    }

    /** The sums as they follow from the machines that there are, and the sums that are kept. */
    private void kept() {
        for (var scope : List.of("", "a", "b")) {
            var rebuilt = new TreeMap<Dimension, Long>();
            for (var vm : bureau.compute.vms().page("", 1000)) {
                if (scope.isEmpty() || vm.metadata().namespace().equals(scope)) {
                    rebuilt.merge(Dimension.MACHINES, 1L, Long::sum);
                    rebuilt.merge(Dimension.CPUS, 1L, Long::sum);
                    if (Power.of(vm.metadata(), vm.spec(), vm.facts()) != Power.OFF) {
                        rebuilt.merge(Dimension.RUNNING, 1L, Long::sum);
                    }
                    rebuilt.merge(Dimension.MEMORY, 128L, Long::sum);
                    rebuilt.merge(Dimension.DISK, vm.facts().pinned().map(VmFacts.Pinned::diskMib).orElse(2048L),
                            Long::sum);
                }
            }
            var used = new TreeMap<>(bureau.compute.quotas().used("default", scope));
            used.values().removeIf(amount -> amount == 0);
            assertThat(used).as("usage of '%s'", scope).isEqualTo(rebuilt);
        }
    }

    @Test
    void thirty_two_creators_at_once_never_get_more_than_there_is() throws Exception {
        quota("a", machines(10));
        bureau.compute.organisationQuotas()
                .create(new ObjectKey("default", "", "all"), Map.of(), List.of(), machines(13));
        var refused = new ConcurrentLinkedQueue<Refusal>();
        var creators = new ArrayList<Callable<Boolean>>();
        IntStream.range(0, 32).forEach(i -> creators.add(() -> {
            for (var j = 0; j < 3; j++) {
                create(i % 2 == 0 ? "a" : "b", "vm-%d-%d".formatted(i, j)).ifPresent(refused::add);
            }
            return true;
        }));
        try (var pool = Executors.newFixedThreadPool(32)) {
            for (var done : pool.invokeAll(creators)) {
                assertThat(done.get()).isTrue();
            }
        }
        assertThat(refused).hasSize(96 - 13).allMatch(refusal -> refusal.reason() == Reason.FORBIDDEN);
        assertThat(bureau.compute.quotas().used("default", "").get(Dimension.MACHINES)).isEqualTo(13);
        assertThat(bureau.compute.quotas().used("default", "a").get(Dimension.MACHINES)).isLessThanOrEqualTo(10);
        kept();
    }

    @Test
    void a_refusal_names_dimension_used_limit_and_what_was_asked() {
        quota("a", Limit.of().memory(300).spec());
        assertThat(create("a", "one")).isEmpty();
        assertThat(create("a", "two")).isEmpty();
        var refusal = create("a", "three").orElseThrow();
        assertThat(refusal.reason()).isEqualTo(Reason.FORBIDDEN);
        assertThat(refusal.sentence()).contains("\"three\" is forbidden: exceeded quota: memory of namespace a: "
                + "used 256Mi, limit 300Mi, asked 128Mi");
        assertThat(create("b", "three")).as("another project").isEmpty();
        kept();
    }

    @Test
    void what_a_machine_took_is_free_when_it_is_gone_and_not_before() {
        quota("a", machines(1));
        assertThat(create("a", "one")).isEmpty();
        var uid = bureau.machines().find(Bureau.key("a", "one")).orElseThrow().uid();
        assertThat(bureau.machines().delete(uid)).isPresent();
        assertThat(create("a", "two")).as("it is still being removed").isPresent();
        bureau.compute.vms().forget(uid);
        assertThat(create("a", "two")).isEmpty();
        forget("a", "two");
        kept();
    }

    @Test
    void an_image_that_needs_a_bigger_disk_is_booked_when_it_is_pinned_or_refused_then() {
        quota("a", Limit.of().disk(7000).spec());
        assertThat(create("a", "one")).isEmpty();
        assertThat(create("a", "two")).isEmpty();
        var big = new VmFacts.Pinned(1, 128, 4096, Machines.PINNED.image());
        pin("one", big);
        assertThatThrownBy(() -> pin("two", big)).isInstanceOf(Refusal.class)
                .hasMessageContaining("exceeded quota: disk of namespace a: used 6Gi")
                .hasMessageContaining("asked 2Gi");
        kept();
    }

    private void pin(String name, VmFacts.Pinned pinned) {
        var uid = bureau.machines().find(Bureau.key("a", name)).orElseThrow().uid();
        assertThat(bureau.compute.vms().change(uid, facts -> facts.withPinned(pinned))).isPresent();
    }

    @Test
    void a_limit_below_what_is_used_takes_nothing_away_and_lets_nothing_in() {
        var uid = quota("a", machines(5));
        IntStream.range(0, 3).forEach(i -> assertThat(create("a", "vm-" + i)).isEmpty());
        assertThat(bureau.compute.projectQuotas().changeSpec(uid, "test", _ -> machines(2))).isPresent();
        assertThat(create("a", "more")).isPresent();
        forget("a", "vm-0");
        assertThat(create("a", "more")).as("2 of 2 are used").isPresent();
        forget("a", "vm-1");
        assertThat(create("a", "more")).isEmpty();
        kept();
    }

    @Test
    void the_database_itself_refuses_what_goes_beyond_a_limit() {
        quota("a", machines(1));
        assertThat(create("a", "one")).isEmpty();
        assertThatThrownBy(() -> bureau.jdbc.update("update quota_usage set used = used + 1 where namespace = 'a' "
                + "and dimension = 'machines'")).isInstanceOf(DataIntegrityViolationException.class);
    }

    @Test
    void usage_is_in_the_status_and_a_second_quota_of_a_project_is_refused() {
        var uid = quota("a", machines(4));
        assertThat(create("a", "one")).isEmpty();
        bureau.compute.showUsage();
        var items = bureau.compute.projectQuotas().findByUid(uid).orElseThrow().status().items();
        assertThat(items).contains(new QuotaKind.Item("machines", "1", Optional.of("4"), Optional.of("3")),
                new QuotaKind.Item("memory", "128Mi", Optional.empty(), Optional.empty()));
        assertThatThrownBy(() -> bureau.compute.projectQuotas()
                .create(Bureau.key("a", "another"), Map.of(), List.of(), machines(9)))
                .hasMessageContaining("\"limits\" is it");
    }

    @Test
    void machines_from_before_the_account_are_booked_and_leftovers_are_taken_back() {
        assertThat(create("a", "one")).isEmpty();
        bureau.jdbc.update("delete from quota_charge");
        bureau.jdbc.update("update quota_usage set used = 0");
        new io.cairn.vm.application.Accounting(bureau.compute.quotas(), bureau.compute.types())
                .takeAll(bureau.compute.vms());
        kept();
        bureau.jdbc.update("delete from resource where kind = 'virtualmachines.compute.cairn.io'");
        bureau.compute.quotas().sweep();
        kept();
        quota("a", machines(0));
        bureau.jdbc.update("delete from resource where kind = 'quotas.compute.cairn.io'");
        bureau.compute.quotas().sweep();
        assertThat(create("a", "two")).as("no quota, no limit").isEmpty();
    }
}
