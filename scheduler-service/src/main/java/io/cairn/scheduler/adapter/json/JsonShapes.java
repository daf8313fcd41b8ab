package io.cairn.scheduler.adapter.json;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.cairn.resource.adapter.json.Json;
import io.cairn.scheduler.application.Shapes;
import io.cairn.scheduler.domain.model.DeviceAsk;
import io.cairn.scheduler.domain.model.Owner;
import io.cairn.scheduler.domain.model.Request;
import io.cairn.scheduler.domain.model.Resources;
import io.cairn.scheduler.domain.model.Rules;
import io.cairn.scheduler.domain.model.Siting;
import io.cairn.scheduler.domain.model.Tenancy;
import io.cairn.scheduler.domain.model.Term;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import tools.jackson.databind.json.JsonMapper;

/** Requests as JSON, without amount and owner, which the claim has in columns of its own. */
public final class JsonShapes implements Shapes {
    private static final JsonMapper MAPPER = Json.MAPPER.rebuild()
            .addMixIn(Term.class, Typed.class)
            .addMixIn(Siting.class, Where.class)
            .build();

    /** Terms say which they are. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "term")
    private interface Typed {}

    /** So do sites. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "at")
    private interface Where {}

    private record Kept(Map<String, String> labels, List<DeviceAsk> devices, Rules rules, List<Term> terms,
            Tenancy tenancy, int priority, boolean preemptible) {}

    /** Texts and requests that are remembered, each: nearly all machines are of a few shapes. */
    private static final int MOST = 1_024;
    private static final String PLAIN = MAPPER.writeValueAsString(kept(Request.of(Resources.NONE)));

    private final Map<Kept, String> texts = new ConcurrentHashMap<>();
    private final Map<String, Request> requests = new ConcurrentHashMap<>();

    private static <K, V> V remembered(Map<K, V> known, K key, Function<K, V> made) {
        var before = known.get(key);
        if (before != null) {
            return before;
        }
        if (known.size() >= MOST) {
            known.clear();
        }
        var now = made.apply(key);
        known.put(key, now);
        return now;
    }

    private static Kept kept(Request request) {
        return new Kept(request.labels(), request.devices(), request.rules(), request.terms(), request.tenancy(),
                request.priority(), request.preemptible());
    }

    @Override
    public String text(Request request) {
        if (plain(request)) {
            return "";
        }
        var text = remembered(texts, kept(request), MAPPER::writeValueAsString);
        return text.equals(PLAIN) ? "" : text;
    }

    /** Most are: they need no JSON to tell. */
    private static boolean plain(Request request) {
        return request.labels().isEmpty() && request.devices().isEmpty() && request.terms().isEmpty()
                && request.equals(Request.of(request.resources()).with(request.owner()));
    }

    @Override
    public Request read(String text) {
        return remembered(requests, text, JsonShapes::parse);
    }

    private static Request parse(String text) {
        var kept = MAPPER.readValue(text, Kept.class);
        return new Request(Owner.NOBODY, kept.labels(), Resources.NONE, kept.devices(), kept.rules(), kept.terms(),
                kept.tenancy(), kept.priority(), kept.preemptible());
    }
}
