package io.cairn.cli.application;

import io.cairn.cli.domain.ApiObject;
import java.util.List;

/** JSON and YAML. Throws {@link io.cairn.cli.domain.Failure} for text that is neither, with the line. */
public interface Notation {

    /** One JSON document as a tree. */
    Object parseJson(String text);

    /** All documents of a file, JSON or YAML; empty documents are left out. */
    List<ApiObject> parseAll(String text, String source);

    /** On one line. */
    String json(Object tree);

    /** Indented, for people. */
    String prettyJson(Object tree);

    String yaml(Object tree);
}
