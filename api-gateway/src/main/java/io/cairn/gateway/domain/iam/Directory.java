package io.cairn.gateway.domain.iam;

import io.cairn.gateway.domain.Identity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Everything that is known of identities at one moment.
 *
 * @param organisations names of those that exist; a request into another one is answered as if nothing were there
 * @param terminating names of organisations that are to go
 * @param roles rules of the organisations' own roles, by organisation and name
 * @param groups members of the organisations' own groups, by organisation and name
 * @param users users that exist here, by name
 * @param accounts service accounts that may act
 * @param tokens what is known of tokens, by the uid of their objects
 * @param certificates what is known of certificates of users, by their serial numbers
 */
public record Directory(Set<String> organisations, Set<String> terminating, Map<Owned, List<Rule>> roles,
        Map<Owned, Set<String>> groups,
        Map<String, User> users, Set<Account> accounts, Map<String, Token> tokens,
        Map<String, Certificate> certificates, List<Binding> bindings) {

    private static final String TOKEN = "token/";
    private static final String CERTIFICATE = "certificate/";

    /** A name inside an organisation. */
    public record Owned(String organisation, String name) {}

    /** A local user. */
    public record User(List<String> groups, boolean disabled) {}

    /** A token, as its object tells of it: who it stands for, and whether it still does. */
    public record Token(Optional<String> user, Optional<Account> account, Optional<Instant> expires,
            boolean disabled) {}

    /** A certificate, as its object tells of it. */
    public record Certificate(String user, Instant expires, boolean disabled) {}

    /** A service account. */
    public record Account(String organisation, String namespace, String name) {

        /** The name under which it acts, as Kubernetes builds it, with the organisation in front of the project. */
        public String user() {
            return Identity.ACCOUNTS + ":" + organisation + ":" + namespace + ":" + name;
        }

        List<String> groups() {
            return List.of(Identity.ACCOUNTS + "s", Identity.ACCOUNTS + "s:" + organisation + ":" + namespace,
                    Identity.AUTHENTICATED);
        }
    }

    public Directory {
        organisations = Set.copyOf(organisations);
        terminating = Set.copyOf(terminating);
        roles = Map.copyOf(roles);
        groups = Map.copyOf(groups);
        users = Map.copyOf(users);
        accounts = Set.copyOf(accounts);
        tokens = Map.copyOf(tokens);
        certificates = Map.copyOf(certificates);
        bindings = List.copyOf(bindings);
    }

    /** Who shows a token; empty if it was revoked, disabled or has expired, or its owner may not act any more. */
    public Optional<Identity> bearer(String uid, Instant now) {
        return Optional.ofNullable(tokens.get(uid))
                .filter(token -> !token.disabled() && token.expires().filter(end -> !now.isBefore(end)).isEmpty())
                .flatMap(token -> token.account()
                        .filter(accounts::contains)
                        .map(account -> Identity.bearer(account.user(), account.groups(), TOKEN + uid,
                                token.expires()))
                        .or(() -> token.user().flatMap(name -> user(name, TOKEN + uid, token.expires()))));
    }

    /** Who shows a certificate; empty if it was revoked, disabled or has ended, or its user may not act any more. */
    public Optional<Identity> certified(String serial, Instant now) {
        return Optional.ofNullable(certificates.get(serial))
                .filter(certificate -> !certificate.disabled() && now.isBefore(certificate.expires()))
                .flatMap(certificate -> user(certificate.user(), CERTIFICATE + serial,
                        Optional.of(certificate.expires())));
    }

    /** Who shows a credential of ours by now; empty if it holds no more, or is none of ours. */
    public Optional<Identity> shown(String credential, Instant now) {
        if (credential.startsWith(TOKEN)) {
            return bearer(credential.substring(TOKEN.length()), now);
        }
        return credential.startsWith(CERTIFICATE)
                ? certified(credential.substring(CERTIFICATE.length()), now)
                : Optional.empty();
    }

    /** Who somebody is by now who came in earlier; empty if what they showed then opens nothing any more. */
    public Optional<Identity> still(Identity identity, Instant now) {
        if (identity.until().filter(end -> !now.isBefore(end)).isPresent()) {
            return Optional.empty();
        }
        var ours = identity.token().filter(shown -> shown.startsWith(TOKEN) || shown.startsWith(CERTIFICATE));
        return ours.isEmpty()
                ? Optional.of(identity)
                : shown(ours.get(), now).map(owner -> identity.impersonator().isPresent() ? identity : owner);
    }

    private Optional<Identity> user(String name, String credential, Optional<Instant> expires) {
        return Optional.ofNullable(users.get(name))
                .filter(user -> !user.disabled())
                .map(user -> Identity.bearer(name, withEverybody(user.groups()), credential, expires));
    }

    private static List<String> withEverybody(List<String> groups) {
        return Stream.concat(groups.stream(), Stream.of(Identity.AUTHENTICATED)).toList();
    }

    /** What somebody may do, from every binding that names them. Operators may everything everywhere. */
    public List<Grant> grants(Identity identity) {
        var grants = new ArrayList<Grant>();
        if (identity.in(Identity.OPERATORS)) {
            grants.add(new Grant(new Place.Everywhere(), "operator", BuiltinRoles.rules("operator").orElseThrow()));
        }
        for (var binding : bindings) {
            if (binding.subjects().stream().anyMatch(subject -> is(identity, binding.place(), subject))) {
                rules(binding.place(), binding.role())
                        .ifPresent(rules -> grants.add(new Grant(binding.place(), binding.role(), rules)));
            }
        }
        return List.copyOf(grants);
    }

    /** The rules of a role as a binding in a place names it; empty if there is no such role. */
    public Optional<List<Rule>> rules(Place place, String role) {
        return BuiltinRoles.rules(role).or(() -> organisation(place).map(name -> roles.get(new Owned(name, role))));
    }

    private static Optional<String> organisation(Place place) {
        return switch (place) {
            case Place.Everywhere _ -> Optional.empty();
            case Place.Organisation(var name) -> Optional.of(name);
            case Place.Project(var organisation, _) -> Optional.of(organisation);
        };
    }

    private boolean is(Identity identity, Place place, Subject subject) {
        return switch (subject.kind()) {
            case USER -> identity.user().equals(subject.name());
            case GROUP -> identity.in(subject.name()) || organisation(place)
                    .map(name -> groups.getOrDefault(new Owned(name, subject.name()), Set.of()))
                    .filter(members -> members.contains(identity.user()))
                    .isPresent();
            case SERVICE_ACCOUNT -> account(place, subject)
                    .filter(account -> account.user().equals(identity.user()))
                    .isPresent();
        };
    }

    private static Optional<Account> account(Place place, Subject subject) {
        return switch (place) {
            case Place.Project(var organisation, var project) ->
                Optional.of(new Account(organisation, subject.namespace().orElse(project), subject.name()));
            case Place.Organisation(var organisation) ->
                subject.namespace().map(namespace -> new Account(organisation, namespace, subject.name()));
            case Place.Everywhere _ -> Optional.empty();
        };
    }
}
