package io.cairn.cli.adapter.text;

import io.cairn.cli.application.Notation;
import io.cairn.cli.domain.ApiObject;
import io.cairn.cli.domain.Failure;
import java.util.List;
import java.util.Map;

/** JSON is read as JSON; everything else goes to the YAML reader, which is loaded only then. */
public final class TextNotation implements Notation {

    @Override
    public Object parseJson(String text) {
        return Json.parse(text);
    }

    @Override
    public List<ApiObject> parseAll(String text, String source) {
        List<Object> documents = text.stripLeading().startsWith("{")
                ? List.of(Json.parse(text))
                : Yaml.parseAll(text, source);
        return documents.stream()
                .filter(document -> document instanceof Map || document instanceof List)
                .map(document -> {
                    if (document instanceof List) {
                        throw Failure.usage(source + ": a list is not an object",
                                "separate the objects of a file by lines of ---");
                    }
                    return ApiObject.of(document);
                })
                .toList();
    }

    @Override
    public String json(Object tree) {
        return Json.write(tree, false);
    }

    @Override
    public String prettyJson(Object tree) {
        return Json.write(tree, true);
    }

    @Override
    public String yaml(Object tree) {
        return Yaml.write(tree);
    }
}
