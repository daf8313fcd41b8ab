package io.cairn.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.gateway.domain.iam.BuiltinRoles;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of built-in roles in docs/identity.md says what the code says. */
class RolesTableTest {
    private static final Map<String, List<String>> VERBS = Map.of("read", List.of("get", "list", "watch"), "write",
            List.of("create", "update", "patch", "delete", "deletecollection"));

    /** One line: what may be done to what, and by which roles, in the order of the heading. */
    private record Line(List<String> verbs, String group, List<String> resources, List<String> answers) {
        static Line of(String text) {
            var cells = Stream.of(text.replaceAll("^\\||\\|$", "").split("\\|")).map(String::strip).toList();
            var group = cells.get(1).replace("`", "");
            return new Line(VERBS.getOrDefault(cells.get(0), List.of(cells.get(0))), group.equals("core") ? "" : group,
                    List.of(cells.get(2).replace("`", "").split(", ")), cells.subList(3, cells.size()));
        }
    }

    private static List<String> table() throws IOException {
        return Files.readAllLines(Cloud.ROOT.resolve("docs/identity.md"))
                .stream()
                .dropWhile(line -> !line.startsWith("| may |"))
                .takeWhile(line -> line.startsWith("|"))
                .toList();
    }

    @Test
    void every_cell_of_the_table_is_what_the_role_permits() throws IOException {
        var table = table();
        var roles = List.of(table.getFirst().replaceAll(".*resources \\||\\|$", "").strip().split(" \\| "));
        assertThat(roles).containsExactlyElementsOf(BuiltinRoles.roles().keySet());
        var wrong = new ArrayList<String>();
        table.stream().skip(2).map(Line::of).forEach(line -> {
            for (var i = 0; i < roles.size(); i++) {
                wrong.addAll(wrong(roles.get(i), line, line.answers().get(i).equals("yes")));
            }
        });
        assertThat(table).hasSizeGreaterThan(15);
        assertThat(wrong).isEmpty();
    }

    private static List<String> wrong(String role, Line line, boolean told) {
        var rules = BuiltinRoles.rules(role).orElseThrow();
        return line.verbs()
                .stream()
                .flatMap(verb -> line.resources()
                        .stream()
                        .filter(resource -> rules.stream()
                                .anyMatch(rule -> rule.covers(verb, line.group(), before(resource),
                                        after(resource))) != told)
                        .map(resource -> "%s may%s %s %s".formatted(role, told ? " not" : "", verb, resource)))
                .toList();
    }

    private static String before(String resource) {
        return resource.split("/")[0];
    }

    private static String after(String resource) {
        return resource.contains("/") ? resource.split("/")[1] : "";
    }
}
