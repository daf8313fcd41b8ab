package io.cairn.gateway.adapter.kinds;

import io.cairn.gateway.domain.iam.Rule;
import io.cairn.gateway.domain.iam.Subject;
import io.cairn.resource.domain.Doc;
import io.cairn.resource.domain.GroupVersion;
import io.cairn.resource.domain.Kind;
import io.cairn.resource.domain.KindBuilder;
import io.cairn.resource.domain.Limits;
import io.cairn.resource.domain.Metadata;
import io.cairn.resource.domain.Resource;
import io.cairn.resource.domain.Scope;
import io.cairn.resource.domain.Subresource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The kinds of identity: organisations, roles and who has them, users and service accounts. */
public final class IamKinds {
    public static final String GROUP = "iam.cairn.io";
    public static final GroupVersion VERSION = new GroupVersion(GROUP, "v1");
    public static final String PROJECTS = "cairn.io/projects";

    private IamKinds() {}

    public record Organisation(@Doc("Name for people") Optional<String> displayName) {}

    /** @param prepared whether its first project was made */
    public record Prepared(@Limits(defaults = "false") boolean prepared) {}

    public record Phase(@Doc("Active or Terminating") String phase) {}

    public record Role(@Doc("What it is for") @Limits(maxLength = 1024) Optional<String> description,
            @Doc("What it permits; rules add up") @Limits(maxItems = 64) List<Rule> rules) {}

    public record Binding(@Doc("Role of the organisation, or viewer, user, admin, auditor, operator") String role,
            @Doc("Who gets it") @Limits(maxItems = 256) List<Subject> subjects) {}

    public record User(@Doc("Name for people") Optional<String> displayName,
            @Doc("Groups that the user is in") List<String> groups,
            @Doc("True ends all access of the user") @Limits(defaults = "false") boolean disabled) {}

    public record UserGroup(
            @Doc("Names of users, as they authenticate") @Limits(maxItems = 1000) List<String> members) {}

    public record ServiceAccount(@Doc("What it is for") @Limits(maxLength = 1024) Optional<String> description,
            @Doc("True ends all access of the account") @Limits(defaults = "false") boolean disabled) {}

    /** No facts, no status. */
    public record Nothing() {}

    public static Kind<Organisation, Prepared, Phase> organisation(Kind.Rules<Organisation, Prepared, Phase> rules) {
        return Kind.of(VERSION, "Organisation", Organisation.class, new Prepared(false), Phase.class, IamKinds::phase)
                .scope(Scope.CLUSTER)
                .shortNames("org", "orgs")
                .finalizers(PROJECTS)
                .rules(rules)
                .description("A tenant: projects, roles and people that others do not see; reached under /t/NAME")
                .column("Status", "string", "Active or Terminating", organisation -> organisation.status().phase())
                .build();
    }

    private static Phase phase(Metadata metadata, Organisation spec, Prepared facts) {
        return new Phase(metadata.deleting() ? "Terminating" : "Active");
    }

    public static Kind<Role, Nothing, Nothing> role(Kind.Rules<Role, Nothing, Nothing> rules) {
        return Kind.of(VERSION, "Role", Role.class, new Nothing(), Nothing.class, (_, _, _) -> new Nothing())
                .scope(Scope.ORGANISATION)
                .rules(rules)
                .description("What somebody may do; given to them by a binding")
                .column("Description", "string", "What it is for", role -> role.spec().description().orElse(""))
                .build();
    }

    public static Kind<Binding, Nothing, Nothing> binding(Kind.Rules<Binding, Nothing, Nothing> rules) {
        return columns(bindings("RoleBinding", rules).description("A role in one project")).build();
    }

    public static Kind<Binding, Nothing, Nothing> organisationBinding(Kind.Rules<Binding, Nothing, Nothing> rules) {
        return columns(bindings("OrganisationRoleBinding", rules).scope(Scope.ORGANISATION)
                .description("A role in all projects of an organisation")).build();
    }

    public static Kind<Binding, Nothing, Nothing> clusterBinding(Kind.Rules<Binding, Nothing, Nothing> rules) {
        return columns(bindings("ClusterRoleBinding", rules).scope(Scope.CLUSTER)
                .description("A built-in role in every organisation, and over what belongs to none")).build();
    }

    private static KindBuilder<Binding, Nothing, Nothing> bindings(String kind,
            Kind.Rules<Binding, Nothing, Nothing> rules) {
        return Kind.of(VERSION, kind, Binding.class, new Nothing(), Nothing.class, (_, _, _) -> new Nothing())
                .rules(rules);
    }

    private static KindBuilder<Binding, Nothing, Nothing> columns(KindBuilder<Binding, Nothing, Nothing> kind) {
        return kind.column("Role", "string", "Role that is given", binding -> binding.spec().role())
                .column("Subjects", "string", "Who gets it", IamKinds::subjects);
    }

    private static String subjects(Resource<Binding, Nothing, Nothing> binding) {
        return binding.spec().subjects().stream().map(Subject::name).collect(Collectors.joining(","));
    }

    public static Kind<User, Nothing, Nothing> user(List<Subresource<User, Nothing, Nothing>> actions) {
        var kind = Kind.of(VERSION, "User", User.class, new Nothing(), Nothing.class, (_, _, _) -> new Nothing())
                .scope(Scope.CLUSTER);
        actions.forEach(kind::subresource);
        return kind.description("Somebody who authenticates with tokens; users of an OIDC issuer need no object")
                .column("Name For People", "string", "Name", user -> user.spec().displayName().orElse(""))
                .column("Groups", "string", "Groups", user -> String.join(",", user.spec().groups()))
                .column("Disabled", "string", "Whether access ended", user -> "" + user.spec().disabled())
                .build();
    }

    public static final Kind<UserGroup, Nothing, Nothing> USER_GROUP = Kind
            .of(VERSION, "UserGroup", UserGroup.class, new Nothing(), Nothing.class, (_, _, _) -> new Nothing())
            .scope(Scope.ORGANISATION)
            .description("People of an organisation who get roles together")
            .column("Members", "string", "How many", group -> "" + group.spec().members().size())
            .build();

    public static Kind<ServiceAccount, Nothing, Nothing> account(
            List<Subresource<ServiceAccount, Nothing, Nothing>> actions) {
        var kind = Kind.of(VERSION, "ServiceAccount", ServiceAccount.class, new Nothing(), Nothing.class,
                (_, _, _) -> new Nothing());
        actions.forEach(kind::subresource);
        return kind.shortNames("sa")
                .description("A program that authenticates with tokens")
                .column("Disabled", "string", "Whether access ended", account -> "" + account.spec().disabled())
                .build();
    }
}
