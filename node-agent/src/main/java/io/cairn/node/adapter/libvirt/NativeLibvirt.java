package io.cairn.node.adapter.libvirt;

import com.sun.jna.Library;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import org.jspecify.annotations.Nullable;

/** Calls of libvirt that its Java binding does not have. */
public interface NativeLibvirt extends Library {
    @Nullable
    Pointer virConnectOpen(String uri);

    int virConnectIsAlive(Pointer connection);

    int virConnectClose(Pointer connection);

    @Nullable
    Pointer virDomainLookupByUUIDString(Pointer connection, String uuid);

    int virDomainGetState(Pointer domain, IntByReference state, IntByReference reason, int flags);

    int virDomainIsActive(Pointer domain);

    int virDomainGetMaxVcpus(Pointer domain);

    int virDomainPinVcpuFlags(Pointer domain, int vcpu, byte[] cpus, int bytes, int flags);

    int virDomainPinEmulator(Pointer domain, byte[] cpus, int bytes, int flags);

    int virDomainFree(Pointer domain);

    int virDomainGetUUIDString(Pointer domain, byte[] uuid);

    int virConnectGetAllDomainStats(Pointer connection, int stats, PointerByReference records, int flags);

    void virDomainStatsRecordListFree(Pointer records);

    @Nullable
    Pointer virNetworkLookupByName(Pointer connection, String name);

    int virNetworkGetDHCPLeases(Pointer network, String mac, @Nullable Pointer leases, int flags);

    int virNetworkFree(Pointer network);

    String virGetLastErrorMessage();
}
