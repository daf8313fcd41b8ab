package io.cairn.cli.adapter.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.cli.domain.ApiObject;
import io.cairn.cli.domain.Failure;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextNotationTest {

    private final TextNotation notation = new TextNotation();

    @Test
    void several_documents_stand_in_one_file_and_empty_ones_do_not_count() {
        List<ApiObject> documents = notation.parseAll("---\n# nothing\n---\nkind: A\n---\nkind: B\n...\n", "f.yaml");
        assertThat(documents).extracting(ApiObject::kind).containsExactly("A", "B");
        assertThat(notation.parseAll("{\"kind\":\"C\"}", "f.json").getFirst().kind()).isEqualTo("C");
    }

    @Test
    void yaml_keeps_types_and_lines() {
        ApiObject object = notation.parseAll("a: 'true'\nb: true\nd: 1.5\ne: |\n  one\n  two\nf:\n", "f").getFirst();
        assertThat(object.fields()).containsEntry("a", "true").containsEntry("b", true);
        assertThat(object.text("e")).isEqualTo("one\ntwo\n");
        assertThat(object.at("f")).isEmpty();
        assertThat(notation.parseAll(notation.yaml(object.fields()), "again").getFirst()).isEqualTo(object);
        assertThat(notation.yaml(object.fields())).contains("e: |\n  one\n  two\n");
    }

    @Test
    void broken_text_is_told_with_its_line() {
        assertThatThrownBy(() -> notation.parseAll("a: 1\nb: [", "f.yaml")).isInstanceOf(Failure.class)
                .hasMessageContaining("f.yaml line ");
        assertThatThrownBy(() -> notation.parseAll("a: 1\na: 2", "f.yaml")).isInstanceOf(Failure.class)
                .hasMessageContaining("duplicate");
        assertThatThrownBy(() -> notation.parseJson("{\"a\":}")).isInstanceOf(Failure.class)
                .hasMessageContaining("not JSON");
        assertThatThrownBy(() -> notation.parseAll("- a", "f")).isInstanceOf(Failure.class);
        assertThatThrownBy(() -> notation.parseJson("[".repeat(100_000))).isInstanceOf(Failure.class);
    }

    @Test
    void json_is_indented_as_kubectl_does() {
        assertThat(notation.prettyJson(notation.parseJson("{\"a\":[1,{}],\"b\":null}"))).isEqualTo("""
                                                                                                   {
                                                                                                       "a": [
                                                                                                           1,
                                                                                                           {}
                                                                                                       ],
                                                                                                       "b": null
                                                                                                   }""");
    }
}
