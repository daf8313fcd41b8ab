package io.cairn.vm.adapter.kinds;

import io.cairn.resource.application.Resources;
import io.cairn.resource.domain.Caller;
import io.cairn.resource.domain.Cause;
import io.cairn.resource.domain.Kind;
import io.cairn.resource.domain.ObjectKey;
import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import io.cairn.resource.domain.Resource;
import io.cairn.vm.adapter.jdbc.PostgresQuotas;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Carries the limits of a quota into the account, in the transaction that writes the quota. */
public final class QuotaRules implements Kind.Rules<QuotaKind.Spec, QuotaKind.Facts, QuotaKind.Status> {
    private static final int PAGE = 500;
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,125}[a-z0-9])?");

    private final PostgresQuotas account;
    private final String kind;

    /** @param kind id of the kind, such as {@code quotas.compute.cairn.io} */
    public QuotaRules(PostgresQuotas account, String kind) {
        this.account = account;
        this.kind = kind;
    }

    @Override
    public List<Cause> validate(ObjectKey key, QuotaKind.Spec spec, Optional<QuotaKind.Spec> before) {
        return spec.devices()
                .keySet()
                .stream()
                .filter(name -> !NAME.matcher(name).matches())
                .sorted()
                .map(name -> Cause.invalid("spec.devices", name,
                        "must be a class of devices, or a class, a dot and a model, such as gpu or gpu.nvidia-h200"))
                .toList();
    }

    @Override
    public void admit(Caller caller, ObjectKey key, QuotaKind.Spec spec,
            Optional<Resource<QuotaKind.Spec, QuotaKind.Facts, QuotaKind.Status>> before) {
        if (before.isEmpty()) {
            account.other(kind, key).ifPresent(name -> {
                throw new Refusal(Reason.CONFLICT,
                        "There is one quota of each scope, and \"%s\" is it: change that one".formatted(name));
            });
        }
        account.limit(key.organisation(), key.namespace(), spec.hard());
    }

    @Override
    public void admitDelete(Caller caller, Resource<QuotaKind.Spec, QuotaKind.Facts, QuotaKind.Status> before) {
        account.limit(before.key().organisation(), before.key().namespace(), Map.of());
    }

    /** Shows the usage in the status of every quota; nothing is written where nothing changed. */
    public void show(Resources<QuotaKind.Spec, QuotaKind.Facts, QuotaKind.Status> quotas) {
        var page = quotas.page("", PAGE);
        while (!page.isEmpty()) {
            for (var quota : page) {
                var used = QuotaKind.Facts.of(account.used(quota.key().organisation(), quota.key().namespace()));
                if (!used.equals(quota.facts())) {
                    quotas.changeFacts(quota.uid(), _ -> used);
                }
            }
            page = page.size() < PAGE ? List.of() : quotas.page(page.getLast().uid(), PAGE);
        }
    }
}
