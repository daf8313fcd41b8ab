package io.cairn.node.adapter.libvirt;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import io.cairn.node.application.Host;
import io.cairn.node.domain.Counters;
import io.cairn.node.domain.Usage;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Reads what running domains use in one call of libvirt's bulk statistics. */
record DomainStats(NativeLibvirt library) {
    // Of virDomainStatsTypes.
    private static final int CPU = 1 << 1;
    private static final int BALLOON = 1 << 2;
    private static final int VCPU = 1 << 3;
    private static final int INTERFACE = 1 << 4;
    private static final int BLOCK = 1 << 5;
    // Of virConnectGetAllDomainStatsFlags. A domain whose QEMU does not answer is left out rather than waited for.
    private static final int RUNNING = 1 << 4;
    private static final int PAUSED = 1 << 5;
    private static final int NO_WAIT = 1 << 29;
    // struct _virTypedParameter: a name of 80 bytes, a type, a union of 8 bytes.
    private static final int NAME = 80;
    private static final int VALUE = 88;
    private static final int PARAMETER = 96;
    private static final int UUID_TEXT = 37;

    Map<String, Usage> read(Pointer connection) throws Host.Trouble {
        var records = new PointerByReference();
        var count = library.virConnectGetAllDomainStats(connection, CPU | BALLOON | VCPU | INTERFACE | BLOCK, records,
                RUNNING | PAUSED | NO_WAIT);
        if (count < 0) {
            throw new Host.Trouble("HypervisorRefused", "Asking what domains use: libvirt says: "
                    + library.virGetLastErrorMessage());
        }
        var found = new HashMap<String, Usage>();
        try {
            for (var record : records.getValue().getPointerArray(0, count)) {
                // struct _virDomainStatsRecord: domain, parameters, how many.
                var domain = record.getPointer(0);
                var values = values(record.getPointer(Native.POINTER_SIZE), record.getInt(2L * Native.POINTER_SIZE));
                uid(domain).ifPresent(uid -> found.put(uid, usage(values)));
            }
        } finally {
            library.virDomainStatsRecordListFree(records.getValue());
        }
        return found;
    }

    private Optional<String> uid(Pointer domain) {
        var text = new byte[UUID_TEXT];
        return library.virDomainGetUUIDString(domain, text) < 0
                ? Optional.empty()
                : Optional.of(new String(text, 0, UUID_TEXT - 1, StandardCharsets.US_ASCII));
    }

    private static Map<String, Long> values(Pointer parameters, int count) {
        var values = new HashMap<String, Long>();
        for (var i = 0; i < count; i++) {
            var at = (long) i * PARAMETER;
            var name = parameters.getString(at);
            switch (parameters.getInt(at + NAME)) {
                case 1, 2 -> values.put(name, Integer.toUnsignedLong(parameters.getInt(at + VALUE)));
                case 3, 4 -> values.put(name, parameters.getLong(at + VALUE));
                // Numbers with a point, booleans and texts are not what is looked for.
                default -> {
                }
            }
        }
        return values;
    }

    /** A domain without some device lacks the numbers of that; they are 0. */
    static Usage usage(Map<String, Long> values) {
        var vcpus = values.getOrDefault("vcpu.current", 1L).intValue();
        var usable = Optional.ofNullable(values.get("balloon.usable"));
        var used = Optional.ofNullable(values.get("balloon.available"))
                .flatMap(available -> usable.map(free -> available - free))
                .filter(kib -> kib >= 0);
        return new Usage(vcpus, values.getOrDefault("balloon.current", 0L), values.getOrDefault("balloon.rss", 0L),
                used, new Counters(cpu(values, vcpus), sum(values, "block", "rd.bytes"),
                        sum(values, "block", "rd.reqs"), sum(values, "block", "wr.bytes"),
                        sum(values, "block", "wr.reqs"), sum(values, "net", "rx.bytes"),
                        sum(values, "net", "rx.pkts"), sum(values, "net", "tx.bytes"), sum(values, "net", "tx.pkts")));
    }

    /** Of the vCPUs alone where libvirt says it: the rest of QEMU is not the guest's. */
    private static long cpu(Map<String, Long> values, int vcpus) {
        var all = 0L;
        for (var i = 0; i < vcpus; i++) {
            all += values.getOrDefault("vcpu.%d.time".formatted(i), 0L);
        }
        return all > 0 ? all : values.getOrDefault("cpu.time", 0L);
    }

    private static long sum(Map<String, Long> values, String device, String what) {
        var sum = 0L;
        for (var i = 0L; i < values.getOrDefault(device + ".count", 0L); i++) {
            sum += values.getOrDefault("%s.%d.%s".formatted(device, i, what), 0L);
        }
        return sum;
    }
}
