package io.cairn.cli.adapter.command;

import io.cairn.cli.application.Cluster.Call;
import io.cairn.cli.application.Screen;
import io.cairn.cli.application.Screen.Tone;
import io.cairn.cli.application.Session;
import io.cairn.cli.domain.ApiObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A PlacementReview: asked, answered, shown. */
record Review(Session session) {

    private static final String PATH = "/apis/compute.cairn.io/v1/namespaces/%s/placementreviews";

    /** Why a machine is where it is or nowhere. */
    ApiObject of(String namespace, String vm) {
        Map<String, Object> spec = new LinkedHashMap<>();
        spec.put("vmName", vm);
        return ask(namespace, spec);
    }

    ApiObject ask(String namespace, Map<String, Object> spec) {
        Map<String, Object> review = new LinkedHashMap<>();
        review.put("apiVersion", "compute.cairn.io/v1");
        review.put("kind", "PlacementReview");
        review.put("spec", spec);
        return session.cluster()
                .send(Call.of("POST", PATH.formatted(namespace))
                        .body("application/json", session.notation().json(review)))
                .body();
    }

    /** The answer for people. */
    List<String> lines(ApiObject review, Screen screen) {
        List<String> out = new ArrayList<>();
        boolean fits = review.text("status", "fits").equals("true");
        String current = review.text("status", "currentNode");
        out.add(screen.paint(fits ? Tone.GOOD : Tone.BAD, fits ? "Fits" : review.text("status", "reason")) + "  "
                + review.text("status", "message"));
        if (!current.isEmpty()) {
            out.add("Placed on " + current + (fits && !current.equals(review.text("status", "node"))
                    ? "; placed anew it would go to " + review.text("status", "node")
                    : ""));
        }
        if (!fits) {
            out.add("Next: " + review.text("status", "nextStep"));
        }
        filters(review, out);
        candidates(review, out);
        review.list("status", "hints").forEach(hint -> out.add("Hint: " + hint));
        return out;
    }

    private static void filters(ApiObject review, List<String> out) {
        long left = review.number("status", "nodes");
        out.add("");
        out.add("%-14s %7s".formatted("FILTER", "NODES"));
        out.add("%-14s %7d".formatted("(all)", left));
        for (ApiObject filter : review.objects("status", "filters")) {
            out.add("%-14s %7d  %s".formatted(filter.text("name"), -filter.number("removed"), filter.text("message")));
            left -= filter.number("removed");
        }
        out.add("%-14s %7d".formatted("(fit)", left));
    }

    private static void candidates(ApiObject review, List<String> out) {
        List<ApiObject> candidates = review.objects("status", "candidates");
        if (candidates.isEmpty()) {
            return;
        }
        out.add("");
        out.add("%-24s %6s  %s".formatted("NODE", "SCORE", "PARTS"));
        for (ApiObject candidate : candidates) {
            List<String> parts = new ArrayList<>();
            candidate.object("parts").fields().forEach((name, value) -> parts.add(name + " " + value));
            out.add("%-24s %6s  %s".formatted(candidate.text("node"), candidate.text("score"),
                    String.join(", ", parts)));
        }
    }
}
