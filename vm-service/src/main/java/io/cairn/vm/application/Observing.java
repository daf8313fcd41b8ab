package io.cairn.vm.application;

import io.cairn.vm.domain.VmFacts;
import java.util.HashSet;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes in what nodes report. A report speaks for the machines it names, at the epoch that it names. */
public final class Observing {
    private static final Logger log = LoggerFactory.getLogger(Observing.class);

    private final Vms vms;
    private final Work work;

    public Observing(Vms vms, Work work) {
        this.vms = vms;
        this.work = work;
    }

    /**
     * @param seen by machine; what the report does not name is not known to be absent
     */
    public void report(String node, Map<String, VmFacts.Seen> seen) {
        var touched = new HashSet<String>();
        for (var vm : vms.onNode(node)) {
            var now = seen.get(vm.uid());
            var heard = vm.facts().silentSince().isPresent();
            if (now == null) {
                if (heard) {
                    vms.change(vm.uid(), facts -> facts.place().isPresent() ? facts.heard() : facts);
                    touched.add(vm.uid());
                }
                continue;
            }
            if (heard || !vm.facts().seen().equals(java.util.Optional.of(now))) {
                vms.change(vm.uid(), facts -> take(node, facts, now));
                touched.add(vm.uid());
            }
        }
        if (!touched.isEmpty()) {
            work.hint(touched);
        }
    }

    /** A report about another placement than the standing one says nothing about it. */
    private static VmFacts take(String node, VmFacts facts, VmFacts.Seen now) {
        var here = facts.place().filter(place -> place.node().equals(node)).isPresent();
        if (!here) {
            return facts;
        }
        if (now.epoch() != facts.epoch()) {
            log.atDebug()
                    .addKeyValue("node", node)
                    .addKeyValue("epoch", now.epoch())
                    .log("A report of another epoch is set aside");
            return facts.heard();
        }
        if (facts.seen()
                .filter(known -> known.epoch() == now.epoch() && known.generation() > now.generation())
                .isPresent()) {
            log.atDebug()
                    .addKeyValue("node", node)
                    .addKeyValue("generation", now.generation())
                    .log("A report that is older than one already taken in is set aside");
            return facts.heard();
        }
        return facts.observed(now);
    }
}
