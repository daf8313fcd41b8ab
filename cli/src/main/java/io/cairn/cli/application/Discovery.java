package io.cairn.cli.application;

import io.cairn.cli.application.Cluster.Call;
import io.cairn.cli.domain.ApiObject;
import io.cairn.cli.domain.ExitCode;
import io.cairn.cli.domain.Failure;
import io.cairn.cli.domain.ResourceType;
import io.cairn.cli.domain.ResourceTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The types of the server. Remembered for a few minutes; an unknown name makes it ask again. */
public final class Discovery {

    private static final String AGGREGATED = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,"
            + "application/json";

    private final Cluster cluster;
    private final Shelf shelf;
    private final Notation notation;
    private Optional<ResourceTypes> known = Optional.empty();
    private boolean fresh;

    public Discovery(Cluster cluster, Shelf shelf, Notation notation) {
        this.cluster = cluster;
        this.shelf = shelf;
        this.notation = notation;
    }

    /** The type of that name. */
    public ResourceType named(String word) {
        return known().named(word).or(() -> fresh().named(word)).orElseThrow(() -> unknown(word));
    }

    /** The types that a word of {@code get} means: one type, or those of a category. */
    public List<ResourceType> meaning(String word) {
        Optional<ResourceType> one = known().named(word);
        if (one.isPresent()) {
            return List.of(one.get());
        }
        List<ResourceType> many = known().inCategory(word);
        return many.isEmpty() ? List.of(named(word)) : many;
    }

    /** The type of an object in a file. */
    public ResourceType of(ApiObject object) {
        return known().of(object.apiVersion(), object.kind())
                .or(() -> fresh().of(object.apiVersion(), object.kind()))
                .orElseThrow(() -> Failure.of(ExitCode.NOT_FOUND,
                        "the server has no kind " + object.kind() + " in " + object.apiVersion(), List.of(),
                        List.of("see `cairn api-resources` for what it has")));
    }

    public ResourceTypes known() {
        if (known.isPresent()) {
            return known.get();
        }
        Optional<ResourceTypes> shelved = shelf.take(cluster.address()).map(this::decode);
        known = shelved;
        return shelved.orElseGet(this::fresh);
    }

    public ResourceTypes fresh() {
        if (fresh && known.isPresent()) {
            return known.get();
        }
        ResourceTypes types = new ResourceTypes(ask());
        shelf.put(cluster.address(), notation.json(encode(types)));
        known = Optional.of(types);
        fresh = true;
        return types;
    }

    private List<ResourceType> ask() {
        List<ResourceType> types = new ArrayList<>();
        ApiObject groups = cluster.send(Call.get("/apis").accepting(AGGREGATED)).body();
        if ("APIGroupDiscoveryList".equals(groups.kind())) {
            ApiObject core = cluster.send(Call.get("/api").accepting(AGGREGATED)).body();
            types.addAll(
                    "APIGroupDiscoveryList".equals(core.kind()) ? ResourceTypes.ofAggregated(core) : list("/api/v1"));
            types.addAll(ResourceTypes.ofAggregated(groups));
            return types;
        }
        types.addAll(list("/api/v1"));
        for (ApiObject group : groups.objects("groups")) {
            for (ApiObject version : group.objects("versions")) {
                types.addAll(list("/apis/" + version.text("groupVersion")));
            }
        }
        return types;
    }

    private List<ResourceType> list(String path) {
        try {
            return ResourceTypes.ofList(cluster.send(Call.get(path)).body());
        } catch (Failure failure) {
            if (failure.is(404) || failure.is(503)) {
                return List.of(); // a group without its service is left out; the others still work
            }
            throw failure;
        }
    }

    private Failure unknown(String word) {
        List<String> near = fresh().near(word.toLowerCase(java.util.Locale.ROOT));
        return Failure.of(ExitCode.NOT_FOUND, "the server has no type \"" + word + "\"", List.of(),
                List.of((near.isEmpty() ? "" : "did you mean " + String.join(", ", near) + "? ")
                        + "see `cairn api-resources`"));
    }

    private static Map<String, Object> encode(ResourceTypes types) {
        return Map.of("types",
                types.all()
                        .stream()
                        .map(type -> Map.<String, Object>of("group", type.group(), "version", type.version(), "kind",
                                type.kind(), "plural", type.plural(), "singular", type.singular(), "shortNames",
                                type.shortNames(), "categories", type.categories(), "namespaced", type.namespaced(),
                                "verbs", type.verbs()))
                        .toList());
    }

    private ResourceTypes decode(String text) {
        return new ResourceTypes(ApiObject.of(notation.parseJson(text))
                .objects("types")
                .stream()
                .map(entry -> ResourceType.of(entry.text("group"), entry.text("version"), entry,
                        Map.of("kind", entry.text("kind"), "plural", entry.text("plural"), "singular",
                                entry.text("singular")),
                        Boolean.TRUE.equals(entry.at("namespaced").orElse(false))))
                .toList());
    }
}
