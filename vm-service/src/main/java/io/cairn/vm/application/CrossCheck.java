package io.cairn.vm.application;

import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds claims whose machine is gone, or neither has a place nor asks for one, and gives them back. A claim must be found
 * so in two rounds in a row: a machine that is being created may have its claim before its placement is recorded.
 */
public final class CrossCheck {
    private static final Logger log = LoggerFactory.getLogger(CrossCheck.class);
    private static final int PAGE = 500;

    private final Vms vms;
    private final Scheduler scheduler;
    private Set<String> suspects = Set.of();

    public CrossCheck(Vms vms, Scheduler scheduler) {
        this.vms = vms;
        this.scheduler = scheduler;
    }

    /** One round; how many claims were given back. Throws {@link Unavailable}. */
    public int round() {
        var found = new HashSet<String>();
        var released = 0;
        var page = scheduler.page("", PAGE);
        while (!page.isEmpty()) {
            for (var claim : page) {
                if (vms.find(claim.vmUid())
                        .filter(vm -> vm.facts().place().isPresent() || vm.facts().asking())
                        .isPresent()) {
                    continue;
                }
                if (suspects.contains(claim.vmUid())) {
                    if (!scheduler.release(claim.vmUid(), claim.generation())) {
                        continue;
                    }
                    released++;
                    log.atWarn().addKeyValue("vm", claim.vmUid()).log("A claim without a machine was given back");
                } else {
                    found.add(claim.vmUid());
                }
            }
            page = page.size() < PAGE ? java.util.List.of() : scheduler.page(page.getLast().vmUid(), PAGE);
        }
        suspects = Set.copyOf(found);
        return released;
    }
}
