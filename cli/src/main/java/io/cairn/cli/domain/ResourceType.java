package io.cairn.cli.domain;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A type as discovery names it.
 *
 * @param group empty for the core group
 */
public record ResourceType(String group, String version, String kind, String plural, String singular,
        List<String> shortNames, List<String> categories, boolean namespaced, List<String> verbs) {

    public String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    /** {@code virtualmachine.compute.cairn.io}: how an object of the type is named in messages. */
    public String qualifiedSingular() {
        String word = singular.isEmpty() ? kind.toLowerCase(Locale.ROOT) : singular;
        return group.isEmpty() ? word : word + "." + group;
    }

    /** Path of the collection; a namespace of "" means all of them. */
    public String path(String namespace) {
        String root = group.isEmpty() ? "/api/" + version : "/apis/" + group + "/" + version;
        return namespaced && !namespace.isEmpty()
                ? root + "/namespaces/" + segment(namespace) + "/" + plural
                : root + "/" + plural;
    }

    public String path(String namespace, String name) {
        return path(namespace) + "/" + segment(name);
    }

    /** The shortest word by which people name it: for messages and advice. */
    public String word() {
        return shortNames.isEmpty() ? singular.isEmpty() ? plural : singular : shortNames.getFirst();
    }

    /** True for any name of the type, qualified by group or version and group or not. */
    public boolean answersTo(String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        int dot = lower.indexOf('.');
        String name = dot < 0 ? lower : lower.substring(0, dot);
        String rest = dot < 0 ? "" : lower.substring(dot + 1);
        boolean groupFits = rest.isEmpty() || rest.equals(group) || rest.equals(version + "." + group);
        return groupFits && (name.equals(plural) || name.equals(singular)
                || name.equals(kind.toLowerCase(Locale.ROOT)) || shortNames.contains(name));
    }

    /** From one entry of aggregated discovery or of an {@code APIResourceList}, already brought to one form. */
    public static ResourceType of(String group, String version, ApiObject entry, Map<String, String> names,
            boolean namespaced) {
        return new ResourceType(group, version, names.getOrDefault("kind", ""), names.getOrDefault("plural", ""),
                names.getOrDefault("singular", ""), words(entry, "shortNames"), words(entry, "categories"),
                namespaced, words(entry, "verbs"));
    }

    private static List<String> words(ApiObject entry, String field) {
        return entry.list(field).stream().map(Object::toString).toList();
    }

    private static String segment(String name) {
        if (name.isEmpty() || name.contains("/") || name.contains("%") || name.contains("?") || name.contains("#")
                || name.equals(".") || name.equals("..") || name.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            throw Failure.usage("\"" + Safe.text(name) + "\" cannot be the name of an object",
                    "names are lower-case letters, digits, '-' and '.'");
        }
        return name;
    }
}
