package io.cairn.cli.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All types of a server. */
public record ResourceTypes(List<ResourceType> all) {

    /** From {@code /api} or {@code /apis} in the aggregated form. */
    public static List<ResourceType> ofAggregated(ApiObject document) {
        List<ResourceType> types = new ArrayList<>();
        for (ApiObject group : document.objects("items")) {
            for (ApiObject version : group.objects("versions")) {
                for (ApiObject entry : version.objects("resources")) {
                    types.add(ResourceType.of(group.name(), version.text("version"), entry,
                            java.util.Map.of("kind", entry.text("responseKind", "kind"), "plural",
                                    entry.text("resource"), "singular", entry.text("singularResource")),
                            "Namespaced".equals(entry.text("scope"))));
                }
            }
        }
        return types;
    }

    /** From an {@code APIResourceList}; subresources are left out. */
    public static List<ResourceType> ofList(ApiObject document) {
        String groupVersion = document.text("groupVersion");
        int slash = groupVersion.indexOf('/');
        String group = slash < 0 ? "" : groupVersion.substring(0, slash);
        String version = groupVersion.substring(slash + 1);
        List<ResourceType> types = new ArrayList<>();
        for (ApiObject entry : document.objects("resources")) {
            if (!entry.text("name").contains("/")) {
                types.add(ResourceType.of(group, version, entry,
                        java.util.Map.of("kind", entry.text("kind"), "plural", entry.text("name"), "singular",
                                entry.text("singularName")),
                        Boolean.TRUE.equals(entry.at("namespaced").orElse(false))));
            }
        }
        return types;
    }

    /** The type of that name; several groups may have it, the first one that the server names wins. */
    public Optional<ResourceType> named(String word) {
        return all.stream().filter(type -> type.answersTo(word)).findFirst();
    }

    /** The types of a category such as {@code all}; empty if there is no such category. */
    public List<ResourceType> inCategory(String word) {
        return all.stream()
                .filter(type -> type.categories().contains(word) && type.verbs().contains("list"))
                .toList();
    }

    /** The type of an object in a file. */
    public Optional<ResourceType> of(String apiVersion, String kind) {
        return all.stream()
                .filter(type -> type.apiVersion().equals(apiVersion) && type.kind().equals(kind))
                .findFirst();
    }

    /** Names that look like the word, for "did you mean". */
    public List<String> near(String word) {
        return all.stream()
                .map(ResourceType::plural)
                .filter(plural -> plural.startsWith(word.substring(0, Math.min(2, word.length()))))
                .sorted()
                .distinct()
                .limit(5)
                .toList();
    }
}
