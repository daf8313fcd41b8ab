package io.cairn.gateway.domain.iam;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The roles that every organisation has from the start. Nobody edits them. */
public final class BuiltinRoles {
    private static final String COMPUTE = "compute.cairn.io";
    private static final String IMAGE = "image.cairn.io";
    private static final String IAM = "iam.cairn.io";
    private static final List<String> READ = List.of("get", "list", "watch");
    private static final List<String> WRITE = List.of("create", "update", "patch", "delete", "deletecollection");
    private static final List<String> ANY = List.of("*");

    private static final Rule READS = new Rule(List.of(COMPUTE, IMAGE), ANY, READ);
    private static final Rule USE_READS = new Rule(List.of(COMPUTE), List.of("virtualmachines/stats"),
            List.of("get"));
    private static final Rule CORE_READS = new Rule(List.of(""), List.of("namespaces", "events"), READ);
    private static final Rule MACHINES = new Rule(List.of(COMPUTE),
            List.of("virtualmachines", "virtualmachineoperations", "sshkeys", "reservations",
                    "placementreviews", "capacityreports", "sitereports"),
            WRITE);
    private static final Rule MACHINE_PARTS = new Rule(List.of(COMPUTE), List.of("virtualmachines/*"), ANY);
    private static final Rule LEASES = new Rule(List.of("coordination.k8s.io"), List.of("leases"), ANY);
    private static final Rule PROJECTS = new Rule(List.of(""), List.of("namespaces"), WRITE);
    private static final Rule PEOPLE = new Rule(List.of(IAM), List.of("roles", "rolebindings", "serviceaccounts",
            "serviceaccounts/*", "organisationrolebindings", "usergroups", "apitokens"), ANY);
    private static final Rule AUDIT = new Rule(List.of("audit.cairn.io"), ANY, READ);
    private static final Rule PEOPLE_READS = new Rule(List.of(IAM), ANY, READ);

    private static final Rule QUOTA_READS = new Rule(List.of(IAM), List.of("identityquotas",
            "organisationidentityquotas"), READ);

    private static final Rule BUDGET_READS = new Rule(List.of("infra.cairn.io"), List.of("preemptionbudgets"), READ);
    private static final Rule BUDGETS = new Rule(List.of("infra.cairn.io"), List.of("preemptionbudgets"), WRITE);

    private static final Map<String, Role> ALL = all();

    private BuiltinRoles() {}

    /** A role by its description and rules. */
    public record Role(String description, List<Rule> rules) {}

    public static Map<String, Role> roles() {
        return ALL;
    }

    /** The rules of a built-in role; empty if there is none of that name. */
    public static Optional<List<Rule>> rules(String name) {
        return Optional.ofNullable(ALL.get(name)).map(Role::rules);
    }

    private static Map<String, Role> all() {
        var roles = new LinkedHashMap<String, Role>();
        roles.put("viewer", new Role("Reads machines, images and events; no consoles, no identities",
                List.of(READS, USE_READS, CORE_READS, QUOTA_READS, BUDGET_READS)));
        roles.put("user", new Role(
                "As viewer; makes, changes, operates and removes machines, and opens their consoles and screens",
                List.of(READS, USE_READS, CORE_READS, QUOTA_READS, BUDGET_READS, MACHINES, MACHINE_PARTS, LEASES,
                        BUDGETS)));
        roles.put("admin", new Role("As user; makes and removes projects, and says who may do what",
                List.of(READS, USE_READS, CORE_READS, QUOTA_READS, BUDGET_READS, MACHINES, MACHINE_PARTS, LEASES,
                        BUDGETS, PROJECTS, PEOPLE)));
        roles.put("auditor", new Role("As viewer; reads identities and the audit log",
                List.of(READS, USE_READS, CORE_READS, BUDGET_READS, PEOPLE_READS, AUDIT)));
        roles.put("operator", new Role("Everything",
                List.of(new Rule(ANY, List.of("*", "*/*"), ANY))));
        return java.util.Collections.unmodifiableMap(roles);
    }
}
