package io.cairn.vm;

import io.cairn.resource.domain.Quantity;
import io.cairn.vm.adapter.kinds.QuotaKind;
import java.util.Map;
import java.util.Optional;

/** Limits for tests, one dimension after the other. */
record Limit(QuotaKind.Spec spec) {

    static Limit of() {
        return new Limit(QuotaKind.Spec.NONE);
    }

    Limit machines(long most) {
        return new Limit(new QuotaKind.Spec(Optional.of(most), spec.running(), spec.cpus(), spec.memory(), spec.disk(),
                spec.devices(), spec.operations()));
    }

    Limit running(long most) {
        return new Limit(new QuotaKind.Spec(spec.machines(), Optional.of(most), spec.cpus(), spec.memory(),
                spec.disk(), spec.devices(), spec.operations()));
    }

    Limit memory(long mebibytes) {
        return new Limit(new QuotaKind.Spec(spec.machines(), spec.running(), spec.cpus(),
                Optional.of(Quantity.ofMebibytes(mebibytes)), spec.disk(), spec.devices(), spec.operations()));
    }

    Limit disk(long mebibytes) {
        return new Limit(new QuotaKind.Spec(spec.machines(), spec.running(), spec.cpus(), spec.memory(),
                Optional.of(Quantity.ofMebibytes(mebibytes)), spec.devices(), spec.operations()));
    }

    Limit devices(Map<String, Long> most) {
        return new Limit(new QuotaKind.Spec(spec.machines(), spec.running(), spec.cpus(), spec.memory(), spec.disk(),
                most, spec.operations()));
    }

    Limit operations(long most) {
        return new Limit(new QuotaKind.Spec(spec.machines(), spec.running(), spec.cpus(), spec.memory(), spec.disk(),
                spec.devices(), Optional.of(most)));
    }
}
