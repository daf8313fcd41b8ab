package io.cairn.cli.application;

import io.cairn.cli.domain.Failure;
import io.cairn.cli.domain.ResourceType;
import java.util.ArrayList;
import java.util.List;

/** Reads {@code vm web db}, {@code vm/web image/micro}, {@code vm,images} and {@code all}. */
public record Targets(Discovery discovery, String namespace) {

    /** Targets with an empty name mean the whole collection. */
    public List<Target> parse(List<String> words) {
        if (words.isEmpty()) {
            throw Failure.usage("name a type, such as `vm`, or an object, such as `vm/web`",
                    "see `cairn api-resources` for the types");
        }
        boolean pairs = words.getFirst().contains("/");
        List<Target> targets = new ArrayList<>();
        if (pairs) {
            words.forEach(word -> targets.add(pair(word)));
            return targets;
        }
        List<ResourceType> types = new ArrayList<>();
        for (String word : words.getFirst().split(",", -1)) {
            types.addAll(discovery.meaning(word));
        }
        for (ResourceType type : types) {
            if (words.size() == 1) {
                targets.add(target(type, ""));
            }
            words.stream().skip(1).forEach(name -> targets.add(target(type, named(name))));
        }
        return targets;
    }

    /** Names of one type: {@code web db} or {@code vm/web}. */
    public List<Target> ofType(String type, List<String> words) {
        List<Target> targets = new ArrayList<>();
        for (String word : words) {
            Target target = word.contains("/") ? pair(word) : target(discovery.named(type), word);
            if (!target.type().answersTo(type)) {
                throw Failure.usage(word + " is not a " + discovery.named(type).kind());
            }
            targets.add(target);
        }
        return targets;
    }

    public Target target(ResourceType type, String name) {
        return new Target(type, type.namespaced() ? namespace : "", name);
    }

    private static String named(String name) {
        if (name.contains("/")) {
            throw Failure.usage("there is no need to name a type twice: write `vm web db` or `vm/web vm/db`");
        }
        return name;
    }

    private Target pair(String word) {
        String[] parts = word.split("/", -1);
        if (parts.length != 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
            throw Failure.usage("\"" + word + "\" is not of the form type/name");
        }
        return target(discovery.named(parts[0]), parts[1]);
    }
}
