package io.cairn.scheduler.domain.engine;

import io.cairn.scheduler.domain.model.Owner;
import io.cairn.scheduler.domain.model.Request;
import io.cairn.scheduler.domain.model.Term;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Who is where, as far as terms ask. Counters are made when the first request asks for them and thrown away when the
 * layout of the fleet changes; profiles stay as long as they have machines.
 */
final class Neighbours {
    private static final int SWEEP = 4096;
    private static final int MOST_ASKED = 20_000;

    private final Map<Profile.Of, Profile> profiles = new HashMap<>();
    private final Map<Tag, List<Profile>> byTag = new HashMap<>();
    private final Map<Counter.Of, Counter> counters = new HashMap<>();
    private final Map<Tag, List<Counter.Of>> countersByTag = new HashMap<>();
    private Layout layout;
    private int sweepAt = SWEEP;
    private int asked;

    /** A label by which to find those that have it; an empty one finds all of an owner. */
    private record Tag(Owner owner, String key, String value) {
        private static Tag of(Owner owner, Map<String, String> match) {
            return match.entrySet()
                    .stream()
                    .min(Map.Entry.comparingByKey())
                    .map(label -> new Tag(owner, label.getKey(), label.getValue()))
                    .orElse(new Tag(owner, "", ""));
        }

        private static List<Tag> all(Owner owner, Map<String, String> labels) {
            var tags = new ArrayList<Tag>(labels.size() + 1);
            tags.add(new Tag(owner, "", ""));
            labels.forEach((key, value) -> tags.add(new Tag(owner, key, value)));
            return tags;
        }
    }

    Neighbours(Layout layout) {
        this.layout = layout;
    }

    /** Forgets what was counted in another layout. */
    void become(Layout now) {
        layout = now;
        asked = 0;
        counters.clear();
        countersByTag.clear();
        profiles.values().forEach(profile -> {
            profile.counters.clear();
            profile.repelling.clear();
        });
        List.copyOf(profiles.values()).forEach(this::keepers);
    }

    /** Whether so many different things were asked that it is time to forget and count anew what is asked next. */
    boolean crowded() {
        return asked > MOST_ASKED;
    }

    Profile profile(Request request) {
        var of = new Profile.Of(request.owner(), request.labels(), request.terms());
        var known = profiles.get(of);
        return known == null ? add(new Profile(of)) : known;
    }

    private Profile add(Profile profile) {
        if (profiles.size() >= sweepAt) {
            sweep();
        }
        profiles.put(profile.of, profile);
        for (var tag : Tag.all(profile.of.owner(), profile.of.labels())) {
            byTag.computeIfAbsent(tag, _ -> new ArrayList<>()).add(profile);
            for (var of : countersByTag.getOrDefault(tag, List.of())) {
                if (profile.matches(of.match())) {
                    meet(profile, of, counter(of));
                }
            }
        }
        keepers(profile);
        return profile;
    }

    /** Others have to know of its required anti-affinities from the start. */
    private void keepers(Profile profile) {
        for (var term : profile.of.terms()) {
            if (term instanceof Term.AntiAffinity away && away.required()) {
                profile.feed(counter(new Counter.Of(profile.of.owner(), away.match(), away.key(), true)));
            }
        }
    }

    /** Machines of the owner with these labels. */
    Counter counter(Owner owner, Term term) {
        return counter(new Counter.Of(owner, term.match(), term.key(), false));
    }

    private Counter counter(Counter.Of of) {
        var known = counters.get(of);
        if (known != null) {
            return known;
        }
        var counter = new Counter(layout.topology(of.key()));
        counters.put(of, counter);
        asked += of.keepers() ? 0 : 1;
        var tag = Tag.of(of.owner(), of.match());
        countersByTag.computeIfAbsent(tag, _ -> new ArrayList<>()).add(of);
        for (var profile : byTag.getOrDefault(tag, List.of())) {
            if (profile.matches(of.match())) {
                meet(profile, of, counter);
            }
        }
        return counter;
    }

    private static void meet(Profile profile, Counter.Of of, Counter counter) {
        if (of.keepers()) {
            profile.repelling.add(new Profile.Repelling(of, counter));
        } else {
            profile.feed(counter);
        }
    }

    /** Drops profiles without machines, once there are twice as many as there were after the last time. */
    private void sweep() {
        profiles.values().removeIf(profile -> profile.placed.isEmpty());
        byTag.clear();
        profiles.values()
                .forEach(profile -> Tag.all(profile.of.owner(), profile.of.labels())
                        .forEach(tag -> byTag.computeIfAbsent(tag, _ -> new ArrayList<>()).add(profile)));
        sweepAt = Math.max(SWEEP, 2 * profiles.size());
    }
}
