package io.cairn.gateway.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * What a ticket opens: one stream of one machine as it was placed then, for who asked. It opens it once and within a
 * minute; the stream then lives for as long as the token of who asked.
 *
 * @param who as they asked
 * @param stream {@code console} or {@code vnc}
 * @param uid of the machine
 * @param epoch of its placement
 */
public record StreamTicket(Identity who, String organisation, String namespace, String machine, String stream,
        String uid, long epoch, Instant expires) {
    public static final Duration LIFE = Duration.ofSeconds(60);
    /** Subresources that a ticket can be for. */
    public static final Set<String> STREAMS = Set.of("console", "vnc");
    private static final String MACHINES = "compute.cairn.io/virtualmachines";

    /** Whether a request asks for a ticket. */
    public static boolean wanted(RequestInfo request) {
        return request.verb().equals("create") && of(request, Set.of("ticket"));
    }

    /** Whether a request opens what there are tickets for. */
    public static boolean opens(RequestInfo request) {
        return request.verb().equals("get") && of(request, STREAMS);
    }

    private static boolean of(RequestInfo request, Set<String> subresources) {
        return request.kind().equals(MACHINES) && request.namespace().isPresent() && request.name().isPresent()
                && request.subresource().filter(subresources::contains).isPresent();
    }

    /** Who is counted for it, so that nobody makes more than their share in other people's names. */
    public String holder() {
        return who.impersonator().orElse(who.user());
    }

    /** Why it does not open what is asked for; empty if it does. */
    public Optional<String> misfit(RequestInfo request, Instant now) {
        if (!now.isBefore(expires)) {
            return Optional.of("it expired at " + expires);
        }
        if (!request.subresource().equals(Optional.of(stream))) {
            return Optional.of("it is for the stream " + stream);
        }
        var same = request.organisation().equals(organisation) && request.namespace().equals(Optional.of(namespace))
                && request.name().equals(Optional.of(machine));
        return same && opens(request) ? Optional.empty() : Optional.of("it is for another machine");
    }
}
