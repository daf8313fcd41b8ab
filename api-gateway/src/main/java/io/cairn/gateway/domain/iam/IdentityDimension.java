package io.cairn.gateway.domain.iam;

import java.util.List;
import java.util.Optional;

/**
 * What an organisation and its projects have of what the gateway keeps. Each has a bound, whether or not a quota sets
 * another one: everything that is kept is read by somebody as a list.
 */
public enum IdentityDimension {
    PROJECTS("projects", List.of("namespaces"), 0, 1_000),
    SERVICE_ACCOUNTS("serviceAccounts", List.of("serviceaccounts.iam.cairn.io"), 500, 5_000),
    /** In a project: those of its service accounts. */
    API_TOKENS("apiTokens", List.of("apitokens.iam.cairn.io"), 1_000, 10_000),
    ROLES("roles", List.of("roles.iam.cairn.io"), 0, 500),
    ROLE_BINDINGS("roleBindings", List.of("rolebindings.iam.cairn.io", "organisationrolebindings.iam.cairn.io"), 500,
            5_000),
    USER_GROUPS("userGroups", List.of("usergroups.iam.cairn.io"), 0, 1_000),
    LEASES("leases", List.of("leases.coordination.k8s.io"), 500, 5_000);

    /** How many tokens one user, or one service account, may have in an organisation. */
    public static final int TOKENS_OF_ONE = 100;

    private final String word;
    private final List<String> kinds;
    private final long ofProject;
    private final long ofOrganisation;

    IdentityDimension(String word, List<String> kinds, long ofProject, long ofOrganisation) {
        this.word = word;
        this.kinds = kinds;
        this.ofProject = ofProject;
        this.ofOrganisation = ofOrganisation;
    }

    /** What counts objects of a kind; empty if nothing does. */
    public static Optional<IdentityDimension> of(String kind) {
        return List.of(values()).stream().filter(dimension -> dimension.kinds.contains(kind)).findFirst();
    }

    /** As the API spells it. */
    public String word() {
        return word;
    }

    /** Ids of the kinds that count together. */
    public List<String> kinds() {
        return kinds;
    }

    /** Whether projects have some of it. */
    public boolean inProjects() {
        return ofProject > 0;
    }

    /** The bound where no quota names another. */
    public long standard(boolean project) {
        return project ? ofProject : ofOrganisation;
    }
}
