package io.cairn.gateway.adapter.kinds;

import io.cairn.resource.application.Resources;
import io.cairn.resource.domain.Resource;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Forgets tokens and certificates that ended a day ago, and those whose user or account is gone: somebody of the same
 * name who comes later is somebody else.
 */
public record CredentialSweep(Iam.Stores stores, Clock clock) implements Runnable {
    private static final int PAGE = 500;

    /** What is looked at of a token or a certificate. */
    private record Credential(Resources<?, ?, ?> kind, String uid, String owner, Optional<Instant> ends) {}

    @Override
    public void run() {
        // Credentials first: the owner of each of them is there already, or is gone.
        var credentials = new ArrayList<Credential>();
        each(stores.tokens(), token -> credentials.add(new Credential(stores.tokens(), token.uid(), owner(token),
                token.spec().expires())));
        each(stores.certificates(), certificate -> credentials.add(new Credential(stores.certificates(),
                certificate.uid(), owner(certificate), Optional.of(certificate.spec().expires()))));
        var owners = new HashSet<String>();
        each(stores.users(), user -> owners.add(user.uid()));
        each(stores.accounts(), account -> owners.add(account.uid()));
        var dayAgo = clock.instant().minus(Duration.ofDays(1));
        credentials.stream()
                .filter(credential -> credential.ends().filter(end -> end.isBefore(dayAgo)).isPresent()
                        || !credential.owner().isEmpty() && !owners.contains(credential.owner()))
                .forEach(credential -> credential.kind().delete(credential.uid()));
    }

    private static String owner(Resource<?, ?, ?> credential) {
        return credential.metadata()
                .ownerReferences()
                .stream()
                .filter(owner -> owner.apiVersion().equals(IamKinds.VERSION.apiVersion()))
                .map(owner -> owner.uid())
                .findFirst()
                .orElse("");
    }

    private static <S extends Record, F extends Record, T extends Record> void each(Resources<S, F, T> kind,
            Consumer<Resource<S, F, T>> take) {
        var page = kind.page("", PAGE);
        while (!page.isEmpty()) {
            page.forEach(take);
            page = page.size() < PAGE ? List.of() : kind.page(page.getLast().uid(), PAGE);
        }
    }
}
