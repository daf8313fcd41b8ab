package io.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.cli.Cloud.Run;
import io.cairn.cli.domain.ExitCode;
import io.cairn.resource.domain.ObjectKey;
import io.cairn.resource.domain.Quantity;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Plans of migrations on the command line: what is asked, and what is shown. */
class DefragTest {

    private static Cloud cloud;

    @BeforeAll
    static void start() throws Exception {
        cloud = new Cloud();
        cloud.types.create(ObjectKey.cluster("c2.small"), Map.of(), List.of(), new Machine.Size(2, Quantity.parse(
                "4Gi")));
    }

    @AfterAll
    static void stop() throws Exception {
        cloud.close();
    }

    @Test
    void a_plan_is_a_table_that_says_that_nothing_was_moved() {
        Run run = cloud.cairn("defrag", "plan");
        assertThat(run.exit()).as(run.error()).isEqualTo(ExitCode.OK);
        assertThat(run.out()).contains("Hosts - {} - 50 1Ti", "WAVE", "default/team-a/web", "host-8", "empties host-7",
                "Nothing executes this plan yet: no machine was moved.");
        assertThat(run.error()).contains("3 machines stay: they are pinned");
    }

    @Test
    void the_objective_names_devices_or_an_instance_type() {
        assertThat(cloud.cairn("defrag", "plan", "--objective", "devices", "--model", "h200", "--pool", "gpu",
                "--max-moves", "7", "--max-transfer", "2Ti").out()).contains("Devices - ", "class=gpu", "model=h200",
                        "gpu 7 2Ti");
        assertThat(cloud.cairn("defrag", "plan", "--objective", "size=c2.small", "--count", "8").out())
                .contains("Room c2.small 2 4Gi 8");
    }

    @Test
    void what_is_not_understood_is_refused_with_the_way_out() {
        Run wrong = cloud.cairn("defrag", "plan", "--objective", "everything");
        assertThat(wrong.exit()).isEqualTo(ExitCode.USAGE);
        assertThat(wrong.error()).contains("--objective everything is not understood", "size=c2.large");
        Run unknown = cloud.cairn("defrag", "plan", "--objective", "size=none");
        assertThat(unknown.exit()).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(unknown.error()).contains("there is no instance type none", "cairn get instancetypes");
        assertThat(cloud.cairn("defrag").error()).contains("cairn defrag plan");
    }

    @Test
    void programs_get_it_as_a_tree() {
        assertThat(cloud.cairn("defrag", "plan", "-o", "jsonpath={.status.transfer}").out().strip()).isEqualTo("4Gi");
        assertThat(cloud.cairn("defrag", "plan", "-o", "yaml").out()).contains("kind: DefragmentationPlan");
    }
}
