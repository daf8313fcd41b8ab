package io.cairn.bench.topology;

import io.cairn.scheduler.domain.engine.ClusterView;
import io.cairn.scheduler.domain.engine.Decision;
import io.cairn.scheduler.domain.engine.FirstFit;
import io.cairn.scheduler.domain.engine.Policy;
import io.cairn.scheduler.domain.model.Claim;
import io.cairn.scheduler.domain.policy.PolicyName;
import io.cairn.scheduler.domain.policy.Pools;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * Places each of the five sequences, audits the result, and prints placed machines and racks used; the default policy once
 * more with machines that would rather be in a rack that is in use.
 *
 * <p>Arguments: folder of the trace.
 */
public final class TopologyBench {
    private TopologyBench() {}

    public static void main(String[] args) {
        System.out.println("workload,policy,requests,placed,vcpus_placed,racks,servers,violations_affinity,"
                + "violations_anti_affinity,violations_fault_domain,violations_numa");
        for (var name : List.of("C1", "C2", "C3", "C4", "C5")) {
            var trace = Trace.read(Path.of(args[0]), name);
            for (var policy : List.of(new FirstFit(), Pools.all(PolicyName.BESTFIT), Pools.all(PolicyName.DEFAULT))) {
                System.out.println(run(trace, policy, policy.name()));
            }
            System.out.println(run(trace.preferringRacksInUse(), Pools.all(PolicyName.DEFAULT), "default racks"));
        }
    }

    private static String run(Trace trace, Policy policy, String name) {
        var view = new ClusterView(policy);
        trace.nodes().forEach(view::put);
        var audit = new Audit(trace.nodes());
        var claims = new ArrayList<Claim>();
        long vcpus = 0;
        for (int i = 0; i < trace.machines().size(); i++) {
            var machine = trace.machines().get(i);
            if (view.place("vm-" + i, machine.request()) instanceof Decision.Chosen chosen) {
                var claim = chosen.claim("vm-" + i, machine.request());
                claims.add(claim);
                audit.add(machine, claim);
                vcpus += machine.request().resources().cpuMilli() / 1000;
            }
        }
        var servers = new HashSet<String>();
        claims.forEach(claim -> servers.add(claim.node()));
        var broken = audit.violations();
        return "%s,%s,%d,%d,%d,%d,%d,%d,%d,%d,%d".formatted(trace.name(), name, trace.machines().size(),
                claims.size(), vcpus, audit.racks(claims).size(), servers.size(), broken.affinity(),
                broken.antiAffinity(), broken.faultDomain(), broken.numa());
    }
}
