package io.cairn.gateway.adapter.kinds;

import io.cairn.gateway.application.IdentityCounts;
import io.cairn.gateway.domain.iam.IdentityDimension;
import io.cairn.resource.application.Resources;
import io.cairn.resource.domain.Caller;
import io.cairn.resource.domain.Cause;
import io.cairn.resource.domain.Doc;
import io.cairn.resource.domain.Kind;
import io.cairn.resource.domain.Limits;
import io.cairn.resource.domain.Metadata;
import io.cairn.resource.domain.ObjectKey;
import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import io.cairn.resource.domain.Resource;
import io.cairn.resource.domain.Scope;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The kinds IdentityQuota and OrganisationIdentityQuota: how many identities a project, or an organisation, may have. */
public final class IdentityQuotaKind {
    private static final int PAGE = 500;
    private static final int MOST = 1_000_000;

    private IdentityQuotaKind() {}

    /** The limits; what is not named has the bound that holds without a quota. */
    public record Spec(
            @Doc("How many projects; only of an organisation") @Limits(min = 0, max = MOST) Optional<Long> projects,
            @Doc("How many service accounts") @Limits(min = 0, max = MOST) Optional<Long> serviceAccounts,
            @Doc("How many tokens; in a project those of its service accounts") @Limits(min = 0, max = MOST) Optional<Long> apiTokens,
            @Doc("How many roles, the five built-in ones with them; only of an organisation") @Limits(min = 0, max = MOST) Optional<Long> roles,
            @Doc("How many bindings of roles, those in projects and those in the organisation") @Limits(min = 0, max = MOST) Optional<Long> roleBindings,
            @Doc("How many groups of users; only of an organisation") @Limits(min = 0, max = MOST) Optional<Long> userGroups,
            @Doc("How many leases") @Limits(min = 0, max = MOST) Optional<Long> leases) {

        Map<IdentityDimension, Long> hard() {
            var hard = new EnumMap<IdentityDimension, Long>(IdentityDimension.class);
            for (var dimension : IdentityDimension.values()) {
                of(dimension).ifPresent(limit -> hard.put(dimension, limit));
            }
            return hard;
        }

        private Optional<Long> of(IdentityDimension dimension) {
            return switch (dimension) {
                case PROJECTS -> projects;
                case SERVICE_ACCOUNTS -> serviceAccounts;
                case API_TOKENS -> apiTokens;
                case ROLES -> roles;
                case ROLE_BINDINGS -> roleBindings;
                case USER_GROUPS -> userGroups;
                case LEASES -> leases;
            };
        }
    }

    /** What was used when it was last looked, by the word of the dimension. */
    public record Facts(@Limits(maxItems = 16) Map<String, Long> used) {}

    /** One dimension. */
    public record Item(
            @Doc("projects, serviceAccounts, apiTokens, roles, roleBindings, userGroups or leases") String dimension,
            @Doc("How many there are") String used, @Doc("How many there may be") String limit,
            @Doc("How many more there may be") String remaining) {}

    /** Limits and usage, at most a few seconds old. */
    public record Status(@Doc("Each dimension") @Limits(maxItems = 16) List<Item> items) {}

    /** Of a project. */
    public static Kind<Spec, Facts, Status> project(IdentityCounts counts) {
        return declare("IdentityQuota", Scope.NAMESPACED,
                "How many service accounts, tokens and bindings a project may have",
                counts);
    }

    /** Of an organisation, over all of its projects. */
    public static Kind<Spec, Facts, Status> organisation(IdentityCounts counts) {
        return declare("OrganisationIdentityQuota", Scope.ORGANISATION,
                "How many projects, service accounts, tokens, roles and groups an organisation may have", counts);
    }

    private static Kind<Spec, Facts, Status> declare(String name, Scope scope, String description,
            IdentityCounts counts) {
        var kind = Kind.of(IamKinds.VERSION, name, Spec.class, new Facts(Map.of()), Status.class,
                (metadata, spec, facts) -> status(metadata, spec, facts))
                .scope(scope)
                .description(description)
                .rules(new Rules(counts, scope == Scope.NAMESPACED))
                .column("Service Accounts", "string", "Used of the limit",
                        quota -> cell(quota.status(), "serviceAccounts"))
                .column("Api Tokens", "string", "Used of the limit", quota -> cell(quota.status(), "apiTokens"));
        return scope == Scope.NAMESPACED ? kind.build()
                : kind.column("Projects", "string", "Used of the limit", quota -> cell(quota.status(), "projects"))
                        .build();
    }

    private static String cell(Status status, String word) {
        return status.items()
                .stream()
                .filter(item -> item.dimension().equals(word))
                .map(item -> item.used() + "/" + item.limit())
                .findFirst()
                .orElse("");
    }

    private static Stream<IdentityDimension> dimensions(boolean project) {
        return Stream.of(IdentityDimension.values()).filter(dimension -> !project || dimension.inProjects());
    }

    private static Status status(Metadata metadata, Spec spec, Facts facts) {
        var project = !metadata.namespace().isEmpty();
        var hard = spec.hard();
        return new Status(dimensions(project).map(dimension -> {
            var limit = hard.getOrDefault(dimension, dimension.standard(project));
            var used = facts.used().getOrDefault(dimension.word(), 0L);
            return new Item(dimension.word(), "" + used, "" + limit, "" + Math.max(0, limit - used));
        }).toList());
    }

    /** Shows the usage in the status of every quota; nothing is written where nothing changed. */
    public static void show(Resources<Spec, Facts, Status> quotas, IdentityCounts counts) {
        var page = quotas.page("", PAGE);
        while (!page.isEmpty()) {
            for (var quota : page) {
                var seen = new Facts(counts.used(quota.key().organisation(), quota.key().namespace()));
                if (!seen.equals(quota.facts())) {
                    quotas.changeFacts(quota.uid(), _ -> seen);
                }
            }
            page = page.size() < PAGE ? List.of() : quotas.page(page.getLast().uid(), PAGE);
        }
    }

    /** One quota of a scope; what a project has none of is limited in the organisation. */
    private record Rules(IdentityCounts counts, boolean project) implements Kind.Rules<Spec, Facts, Status> {
        @Override
        public List<Cause> validate(ObjectKey key, Spec spec, Optional<Spec> before) {
            return spec.hard()
                    .keySet()
                    .stream()
                    .filter(dimension -> project && !dimension.inProjects())
                    .map(dimension -> Cause.forbidden("spec." + dimension.word(),
                            "a project has none; limit them in an OrganisationIdentityQuota"))
                    .toList();
        }

        @Override
        public void admit(Caller caller, ObjectKey key, Spec spec, Optional<Resource<Spec, Facts, Status>> before) {
            if (before.isEmpty()) {
                counts.other(key).ifPresent(name -> {
                    throw new Refusal(Reason.CONFLICT,
                            "There is one quota of each scope, and \"%s\" is it: change that one".formatted(name));
                });
            }
        }
    }
}
