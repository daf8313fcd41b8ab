package io.cairn.gateway.domain.iam;

import io.cairn.resource.domain.Doc;
import io.cairn.resource.domain.Limits;
import java.util.List;

/** What a role permits: every combination of its groups, resources and verbs. */
public record Rule(
        @Doc("API groups, such as compute.cairn.io; the empty string is the core group, * is any") @Limits(maxItems = 32) List<String> apiGroups,
        @Doc("Resources by their plural, subresources as virtualmachines/start; * is any resource but no subresource "
                + "except status, */* is any subresource, virtualmachines/* any of one resource") @Limits(maxItems = 64) List<String> resources,
        @Doc("get, list, watch, create, update, patch, delete, deletecollection, impersonate; * is any") @Limits(maxItems = 16) List<String> verbs) {

    public Rule {
        apiGroups = List.copyOf(apiGroups);
        resources = List.copyOf(resources);
        verbs = List.copyOf(verbs);
    }

    /** @param subresource empty for the object itself */
    public boolean covers(String verb, String group, String resource, String subresource) {
        return has(verbs, verb) && has(apiGroups, group)
                && resources.stream().anyMatch(given -> names(given, resource, subresource));
    }

    private static boolean has(List<String> given, String wanted) {
        return given.contains("*") || given.contains(wanted);
    }

    private static boolean names(String given, String resource, String subresource) {
        var slash = given.indexOf('/');
        var first = slash < 0 ? given : given.substring(0, slash);
        if (!first.equals("*") && !first.equals(resource)) {
            return false;
        }
        if (slash < 0) {
            return subresource.isEmpty() || subresource.equals("status");
        }
        var second = given.substring(slash + 1);
        return !subresource.isEmpty() && (second.equals("*") || second.equals(subresource));
    }

    /** Whether everything that the other rule permits is permitted by this one alone. */
    public boolean includes(Rule other) {
        return other.verbs.stream().allMatch(verb -> has(verbs, verb))
                && other.apiGroups.stream().allMatch(group -> has(apiGroups, group))
                && other.resources.stream().allMatch(this::includes);
    }

    private boolean includes(String wanted) {
        var slash = wanted.indexOf('/');
        var resource = slash < 0 ? wanted : wanted.substring(0, slash);
        var subresource = slash < 0 ? "" : wanted.substring(slash + 1);
        return resources.stream().anyMatch(given -> names(given, resource, subresource));
    }
}
