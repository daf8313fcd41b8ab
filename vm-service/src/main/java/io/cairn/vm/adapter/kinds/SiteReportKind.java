package io.cairn.vm.adapter.kinds;

import io.cairn.resource.domain.Doc;
import io.cairn.resource.domain.Kind;
import io.cairn.resource.domain.Limits;
import io.cairn.vm.application.Scheduler;
import java.util.List;
import java.util.Map;

/** The kind SiteReport: what sites a tenant can wish for, and nothing of how full they are. Answered, never stored. */
public final class SiteReportKind {
    private SiteReportKind() {}

    /** The question. */
    public record Spec(
            @Doc("Only sites that know how far they are from all of these populations of users; all sites if there are none") @Limits(maxItems = 16, maxLength = 63) List<String> populations) {}

    /** The answer. */
    public record Status(@Doc("In order of name") List<Site> sites) {}

    /** A site that placement.site can name. */
    public record Site(@Doc("Name") String name, @Doc("Whether machines can be placed there") boolean open,
            @Doc("How far it is from populations of users, milliseconds") Map<String, Integer> latencies) {}

    static final Status NOTHING = new Status(List.of());

    public static Kind<Spec, Status, Status> declare(Kind.Review<Spec, Status> review) {
        return Kind.of(Groups.COMPUTE, "SiteReport", Spec.class, NOTHING, Status.class, (_, _, status) -> status)
                .description("The sites that machines can wish for, and how far they are from whom. It is answered and "
                        + "not kept")
                .review(review)
                .build();
    }

    static Status status(Spec spec, List<Scheduler.Site> sites) {
        return new Status(sites.stream()
                .filter(site -> site.latencies().keySet().containsAll(spec.populations()))
                .map(site -> new Site(site.name(), site.open(), site.latencies()))
                .toList());
    }
}
