package io.cairn.cli.adapter.text;

import io.cairn.cli.domain.Failure;
import io.cairn.cli.domain.Nothing;
import io.cairn.cli.domain.Safe;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** YAML text to trees and back. */
final class Yaml {

    private static final int MOST_CHARACTERS = 16 * 1024 * 1024;

    private Yaml() {}

    static List<Object> parseAll(String text, String source) {
        LoadSettings settings = LoadSettings.builder()
                .setSchema(new CoreSchema())
                .setAllowDuplicateKeys(false)
                .setCodePointLimit(MOST_CHARACTERS)
                .setLabel(source)
                .build();
        List<Object> documents = new ArrayList<>();
        try {
            for (Object document : new Load(settings).loadAllFromString(text)) {
                documents.add(tree(document));
            }
        } catch (MarkedYamlEngineException broken) {
            String where = broken.getProblemMark().map(mark -> " line " + (mark.getLine() + 1)).orElse("");
            throw Failure
                    .usage(source + where + " is not valid YAML: " + Safe.text(String.valueOf(broken.getProblem())));
        } catch (YamlEngineException broken) {
            throw Failure.usage(source + ": " + Safe.text(String.valueOf(broken.getMessage())));
        }
        return documents;
    }

    private static Object tree(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> fields = new LinkedHashMap<>();
            map.forEach((key, inner) -> fields.put(String.valueOf(key), tree(inner)));
            return fields;
        }
        if (value instanceof Iterable<?> list) {
            List<Object> items = new ArrayList<>();
            list.forEach(item -> items.add(tree(item)));
            return items;
        }
        return value == null ? Nothing.NOTHING : value;
    }

    static String write(Object tree) {
        DumpSettings settings = DumpSettings.builder()
                .setSchema(new CoreSchema())
                .setDefaultFlowStyle(FlowStyle.BLOCK)
                .setWidth(10_000)
                .setDereferenceAliases(true)
                .setSplitLines(false)
                .build();
        return new Dump(settings).dumpToString(plain(tree));
    }

    private static @Nullable Object plain(Object value) {
        return switch (value) {
            case Nothing _ -> null;
            case Map<?, ?> map -> {
                Map<Object, @Nullable Object> fields = new LinkedHashMap<>();
                map.forEach((key, inner) -> fields.put(key, plain(inner)));
                yield fields;
            }
            case List<?> list -> {
                List<@Nullable Object> items = new ArrayList<>();
                list.forEach(item -> items.add(plain(item)));
                yield items;
            }
            default -> value;
        };
    }
}
