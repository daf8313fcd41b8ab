package io.cairn.gateway.adapter.http;

import io.cairn.gateway.adapter.kinds.CoreKinds;
import io.cairn.gateway.adapter.kinds.EventInbox;
import io.cairn.gateway.application.Holdings;
import io.cairn.resource.application.Resources;
import io.cairn.resource.domain.Refusal;
import io.cairn.resource.domain.Resource;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Empties namespaces that are to go: every second it asks each service to delete what it holds there, and lets the
 * namespace go when all of them are empty. It takes no input.
 */
public final class NamespaceLoop implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(NamespaceLoop.class);
    private static final int PAGE = 500;

    private final Holdings holdings;
    private final Resources<CoreKinds.NamespaceSpec, CoreKinds.Nothing, CoreKinds.NamespaceStatus> namespaces;
    private final List<Resources<?, ?, ?>> own;
    private final ScheduledExecutorService timer = Executors
            .newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("namespaces").factory());

    public NamespaceLoop(Holdings holdings,
            Resources<CoreKinds.NamespaceSpec, CoreKinds.Nothing, CoreKinds.NamespaceStatus> namespaces,
            List<Resources<?, ?, ?>> own, EventInbox inbox) {
        this.holdings = holdings;
        this.namespaces = namespaces;
        this.own = List.copyOf(own);
        var every = timer.scheduleWithFixedDelay(this::round, 1, 1, TimeUnit.SECONDS);
        var prune = timer.scheduleWithFixedDelay(inbox::prune, 1, 10, TimeUnit.MINUTES);
        log.atTrace().addKeyValue("cancelled", every.isCancelled() || prune.isCancelled()).log("Scheduled");
    }

    private void round() {
        try {
            var page = namespaces.page("", PAGE);
            while (!page.isEmpty()) {
                for (var namespace : page) {
                    if (namespace.metadata().deleting() && emptied(namespace)) {
                        namespaces.removeFinalizer(namespace.uid(), CoreKinds.CONTENTS);
                    }
                }
                page = page.size() < PAGE ? List.of() : namespaces.page(page.getLast().uid(), PAGE);
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } catch (Holdings.Unknown | Refusal away) {
            log.atWarn().addKeyValue("cause", away.getMessage()).log("A namespace cannot be emptied yet");
        } catch (RuntimeException e) {
            log.atWarn().setCause(e).log("Namespaces could not be looked at; trying again");
        }
    }

    private boolean emptied(Resource<?, ?, ?> namespace) throws Holdings.Unknown, InterruptedException {
        var empty = own.stream().allMatch(kind -> emptied(kind, namespace));
        return holdings.emptied(new Holdings.Where.Project(namespace.key().organisation(), namespace.key().name(),
                "namespace-" + namespace.uid())) && empty;
    }

    /** Asks for the deletion of what the gateway itself keeps in the namespace; true if nothing is left. */
    private static boolean emptied(Resources<?, ?, ?> kind, Resource<?, ?, ?> namespace) {
        var key = namespace.key();
        var uids = kind.within(key.organisation(), key.name(), PAGE);
        uids.forEach(kind::delete);
        return uids.isEmpty();
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
