package io.cairn.cli.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DomainTest {

    private static ApiObject object(long generation, List<Map<String, Object>> conditions) {
        return new ApiObject(Map.of("metadata", Map.of("name", "web", "generation", generation), "status",
                Map.of("conditions", conditions)));
    }

    private static Map<String, Object> condition(String type, String status, long seen) {
        return Map.of("type", type, "status", status, "reason", "Why", "message", "because", "observedGeneration",
                seen);
    }

    @Test
    void ages_read_as_in_kubectl() {
        Map<Long, String> expected = Map.of(0L, "0s", 119L, "119s", 120L, "2m", 310L, "5m10s", 7_200L, "120m",
                18_000L, "5h", 18_060L, "5h1m", 90_000L, "25h", 180_000L, "2d2h", 63_072_000L, "2y");
        expected.forEach((seconds, text) -> assertThat(Age.of(Duration.ofSeconds(seconds))).isEqualTo(text));
        assertThat(Age.of(Duration.ofSeconds(-5))).isEqualTo("0s");
    }

    @Test
    void a_condition_about_an_older_spec_reaches_no_goal() {
        Goal ready = new Goal.Ready();
        assertThat(ready.judge(object(2, List.of(condition("Ready", "True", 2)))))
                .isInstanceOf(Goal.Verdict.Reached.class);
        assertThat(ready.judge(object(3, List.of(condition("Ready", "True", 2)))))
                .isInstanceOf(Goal.Verdict.NotYet.class);
        assertThat(ready.judge(object(1, List.of(condition("Ready", "False", 1), condition("Stalled", "True", 1)))))
                .isInstanceOf(Goal.Verdict.NotYet.class);
        assertThat(ready.judge(object(1, List.of(condition("Ready", "False", 1), condition("Failed", "True", 1)))))
                .isEqualTo(new Goal.Verdict.Failed("because"));
        assertThat(ready.judge(new ApiObject(Map.of("spec", Map.of())))).isInstanceOf(Goal.Verdict.Reached.class);
    }

    @Test
    void goals_are_read_as_kubectl_writes_them() {
        assertThat(Goal.parse("condition=Ready")).isEqualTo(new Goal.ConditionIs("Ready", "True"));
        assertThat(Goal.parse("condition=Ready=False")).isEqualTo(new Goal.ConditionIs("Ready", "False"));
        assertThat(Goal.parse("delete")).isEqualTo(new Goal.Deleted());
        assertThat(Goal.parse("jsonpath={.status.phase}=Running"))
                .isEqualTo(new Goal.FieldIs(FieldPath.parse(".status.phase"), Optional.of("Running")));
        assertThatThrownBy(() -> Goal.parse("nonsense")).isInstanceOf(Failure.class);
    }

    @Test
    void paths_lead_through_lists_and_odd_names() {
        ApiObject tree = new ApiObject(Map.of("status",
                Map.of("addresses", List.of(Map.of("ip", "10.0.0.1")), "a.b/c", "odd")));
        assertThat(FieldPath.parse("{.status.addresses[0].ip}").in(tree)).contains("10.0.0.1");
        assertThat(FieldPath.parse("$.status['a.b/c']").in(tree)).contains("odd");
        assertThat(FieldPath.parse("status.a\\.b/c").in(tree)).contains("odd");
        assertThat(FieldPath.parse(".status.addresses[7].ip").in(tree)).isEmpty();
        for (String wrong : List.of("", "{}", ".a[*]", ".a[", ".a[-1]")) {
            assertThatThrownBy(() -> FieldPath.parse(wrong)).as(wrong).isInstanceOf(Failure.class);
        }
    }

    @Test
    void text_from_elsewhere_cannot_drive_the_terminal() {
        assertThat(Safe.text("a\033[2Jb\u009bc\u202e")).isEqualTo("a\\u001b[2Jb\\u009bc\\u202e");
        assertThat(Safe.lines("one\ntwo\r")).isEqualTo("one\ntwo");
        assertThat(new Table(List.of("Name"), List.of(List.of("x\ny"))).text()).containsExactly("NAME", "x\\ny");
    }

    @Test
    void a_name_cannot_lead_to_another_path() {
        ResourceType type = new ResourceType("g", "v1", "Kind", "kinds", "kind", List.of(), List.of(), true,
                List.of());
        assertThat(type.path("ns", "web")).isEqualTo("/apis/g/v1/namespaces/ns/kinds/web");
        for (String wrong : List.of("a/b", "..", "a?b", "a#b", "a%2fb", "a b", "")) {
            assertThatThrownBy(() -> type.path("ns", wrong)).as(wrong).isInstanceOf(Failure.class);
        }
    }

    @Test
    void a_merge_patch_leads_from_one_tree_to_the_other() {
        Map<String, Object> patch = MergePatch.between(Map.of("a", 1, "b", Map.of("c", 2, "d", 3), "e", List.of(1)),
                Map.of("a", 1, "b", Map.of("c", 4), "e", List.of(2), "f", 5));
        assertThat(patch).isEqualTo(Map.of("b", Map.of("c", 4, "d", Nothing.NOTHING), "e", List.of(2), "f", 5));
    }

    @Test
    void a_refusal_lists_each_field_once() {
        ApiObject status = new ApiObject(Map.of("message", "vm \"web\" is invalid", "details", Map.of("causes",
                List.of(Map.of("field", "spec.image", "message", "Required value: name an image"),
                        Map.of("field", "spec.cpus", "message", "Invalid value: 0")))));
        Failure failure = Failure.answered(422, status, "");
        assertThat(failure.exit()).isEqualTo(ExitCode.REFUSED);
        assertThat(failure.details()).containsExactly("spec.image: Required value: name an image",
                "spec.cpus: Invalid value: 0");
        ApiObject one = new ApiObject(Map.of("message", "x is invalid: a: no", "details",
                Map.of("causes", List.of(Map.of("field", "a", "message", "no")))));
        assertThat(Failure.answered(422, one, "").details()).isEmpty();
        ApiObject two = new ApiObject(Map.of("message", "x is invalid: [a: no, b: never]", "details", Map.of("causes",
                List.of(Map.of("field", "a", "message", "no"), Map.of("field", "b", "message", "never")))));
        assertThat(Failure.answered(422, two, "").message()).isEqualTo("x is invalid");
        assertThat(Failure.answered(502, ApiObject.EMPTY, "no body").message()).isEqualTo("no body");
    }

    @Test
    void a_description_lines_values_up() {
        List<String> out = new ArrayList<>();
        Map<String, Object> spec = new TreeMap<>(Map.of("rootDisk", Map.of("size", "10Gi"), "image", "micro",
                "networks", List.of(Map.of("name", "default")), "sshKeys", List.of("a", "b")));
        new FieldText(out, 0, FieldText.VALUE_COLUMN).tree("spec", spec);
        assertThat(String.join("\n", out)).isEqualTo("""
                                                     Spec:
                                                       Image:      micro
                                                       Networks:
                                                         - Name:   default
                                                       Root Disk:
                                                         Size:     10Gi
                                                       Ssh Keys:   a, b""");
    }
}
