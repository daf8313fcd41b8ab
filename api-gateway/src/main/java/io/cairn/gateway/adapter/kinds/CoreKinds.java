package io.cairn.gateway.adapter.kinds;

import io.cairn.resource.domain.Doc;
import io.cairn.resource.domain.GroupVersion;
import io.cairn.resource.domain.Kind;
import io.cairn.resource.domain.Limits;
import io.cairn.resource.domain.Scope;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The kinds of the core group that Cairn serves. */
public final class CoreKinds {
    public static final String CONTENTS = "cairn.io/contents";
    private static final GroupVersion CORE = new GroupVersion("", "v1");

    private CoreKinds() {}

    /** Nothing is asked of a namespace but that it exists. */
    public record NamespaceSpec(@Doc("Ignored; for clients that send it") List<String> finalizers) {}

    /** No facts. */
    public record Nothing() {}

    public record NamespaceStatus(@Doc("Active or Terminating") String phase) {}

    public static final Kind<NamespaceSpec, Nothing, NamespaceStatus> NAMESPACE = Kind
            .of(CORE, "Namespace", NamespaceSpec.class, new Nothing(), NamespaceStatus.class,
                    (metadata, _, _) -> new NamespaceStatus(metadata.deleting() ? "Terminating" : "Active"))
            .scope(Scope.ORGANISATION)
            .shortNames("ns")
            .finalizers(CONTENTS)
            .description("A project: the home of machines, inside an organisation")
            .column("Status", "string", "Active or Terminating", namespace -> namespace.status().phase())
            .build();

    /** What an event is about. */
    public record Reference(@Doc("API version") Optional<String> apiVersion, @Doc("Kind") Optional<String> kind,
            @Doc("Namespace") Optional<String> namespace, @Doc("Name") Optional<String> name,
            @Doc("Uid") Optional<String> uid,
            @Doc("Version that it had") Optional<String> resourceVersion,
            @Doc("Part of it") Optional<String> fieldPath) {}

    public record Source(@Doc("Who reports") Optional<String> component, @Doc("Where") Optional<String> host) {}

    /** An event; its fields stand at the top level of the object. */
    public record EventSpec(@Doc("What it is about") Reference involvedObject,
            @Doc("One CamelCase word for programs") Optional<String> reason,
            @Doc("A sentence for people") @Limits(maxLength = 1024) Optional<String> message,
            @Doc("Normal or Warning") Optional<String> type, @Doc("How often it happened") Optional<Integer> count,
            @Doc("When it first happened") Optional<Instant> firstTimestamp,
            @Doc("When it last happened") Optional<Instant> lastTimestamp,
            @Doc("When it happened") Optional<Instant> eventTime,
            @Doc("Who reports") Optional<Source> source, @Doc("What was done") Optional<String> action,
            @Doc("Who reports") Optional<String> reportingComponent,
            @Doc("Which of them") Optional<String> reportingInstance) {}

    /** @param lastId the occurrence that was counted last, so that a repeat is not counted again */
    public record EventFacts(Optional<String> lastId) {}

    public static final Kind<EventSpec, EventFacts, Nothing> EVENT = Kind
            .of(CORE, "Event", EventSpec.class, new EventFacts(Optional.empty()), Nothing.class,
                    (_, _, _) -> new Nothing())
            .shortNames("ev")
            .flat()
            .description("Something that happened to an object")
            .column("Last Seen", "string", "When it last happened",
                    event -> event.spec().lastTimestamp().map(Instant::toString).orElse(""))
            .column("Type", "string", "Normal or Warning", event -> event.spec().type().orElse(""))
            .column("Reason", "string", "One word", event -> event.spec().reason().orElse(""))
            .column("Object", "string", "What it is about",
                    event -> (event.spec().involvedObject().kind().orElse("") + "/"
                            + event.spec().involvedObject().name().orElse(""))
                            .toLowerCase(java.util.Locale.ROOT))
            .column("Message", "string", "A sentence", event -> event.spec().message().orElse(""))
            .build();
}
