package io.cairn.scheduler.adapter.jdbc;

import io.cairn.scheduler.application.Amount;
import io.cairn.scheduler.application.Claim;
import io.cairn.scheduler.application.Claims;
import io.cairn.scheduler.domain.model.DeviceShare;
import io.cairn.scheduler.domain.model.Piece;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.springframework.jdbc.core.JdbcTemplate;

/** Reads claims with their devices. */
final class ClaimRows {
    static final String COLUMNS = "c.vm_uid, c.id, c.generation, c.node, c.cpus, c.dedicated, c.memory_mib, "
            + "c.hugepages_2mi, c.hugepages_1gi, c.disk_mib, c.bandwidth_mbps, c.devices, c.shape, c.title, "
            + "c.cells, c.reservation, c.piece";
    private static final String DEVICES = "select claim_id, address, shares from device_claim ";

    private final JdbcTemplate jdbc;

    ClaimRows(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** @param rest what stands behind {@code from claim c} */
    List<Claim> read(String rest, Object... arguments) {
        return read(rest, (_, _, _) -> false, arguments);
    }

    /** @param since of the transactions whose changes are wanted, and later ones */
    List<Claim> changed(String since, Claims.Known known) {
        return read("where c.changed >= ?::xid8", known, since);
    }

    private List<Claim> read(String rest, Claims.Known known, Object... arguments) {
        var plain = new ArrayList<Claim>();
        var holders = new ArrayList<String>();
        jdbc.query("select " + COLUMNS + " from claim c " + rest, row -> {
            if (!known.is(text(row, "vm_uid"), row.getLong("id"), row.getLong("generation"))) {
                var claim = claim(row, List.of());
                plain.add(claim);
                if (row.getInt("devices") > 0) {
                    holders.add(claim.vmUid());
                }
            }
        }, arguments);
        if (holders.isEmpty()) {
            return plain;
        }
        var devices = devices("where vm_uid = any(?) order by address", Columns.text(holders));
        return plain.stream().map(claim -> with(claim, devices)).toList();
    }

    /** Every claim, one by one. */
    void all(Consumer<Claim> each) {
        var devices = devices("order by address");
        jdbc.query("select " + COLUMNS + " from claim c", row -> {
            each.accept(with(claim(row, List.of()), devices));
        });
    }

    private Map<Long, List<DeviceShare>> devices(String rest, Object... arguments) {
        var devices = new HashMap<Long, List<DeviceShare>>();
        jdbc.query(DEVICES + rest, row -> {
            devices.computeIfAbsent(row.getLong(1), _ -> new ArrayList<>())
                    .add(new DeviceShare(text(row, "address"), row.getInt("shares")));
        }, arguments);
        return devices;
    }

    private static Claim with(Claim claim, Map<Long, List<DeviceShare>> devices) {
        var held = devices.get(claim.id());
        return held == null ? claim
                : new Claim(claim.id(), claim.vmUid(), claim.generation(), claim.title(), claim.node(),
                        claim.amount(), held, claim.cells(), claim.shape(), claim.piece());
    }

    private static Claim claim(ResultSet row, List<DeviceShare> devices) throws SQLException {
        var cpus = row.getInt("cpus");
        var dedicated = row.getBoolean("dedicated");
        var amount = new Amount(dedicated ? 0 : cpus, dedicated ? cpus : 0, row.getLong("memory_mib"),
                row.getInt("hugepages_2mi"), row.getInt("hugepages_1gi"), row.getLong("disk_mib"),
                row.getInt("bandwidth_mbps"));
        return new Claim(row.getLong("id"), text(row, "vm_uid"), row.getLong("generation"), text(row, "title"),
                text(row, "node"), amount, devices, cells(text(row, "cells")), text(row, "shape"), piece(row));
    }

    private static Optional<Piece> piece(ResultSet row) throws SQLException {
        var number = row.getInt("piece");
        return number == 0 ? Optional.empty() : Optional.of(new Piece(text(row, "reservation"), number));
    }

    /** Pieces that machines have taken, of these. */
    Set<Piece> spent(List<Piece> pieces) {
        return pieces.isEmpty() ? Set.of()
                : Set.copyOf(jdbc.query(
                        "select c.reservation, c.piece from claim c join unnest(?::text[], ?::integer[]) "
                                + "as p (reservation, piece) using (reservation, piece) where c.piece > 0 "
                                + "and c.vm_uid not like 'reservation/%'",
                        (row, _) -> new Piece(text(row, "reservation"), row.getInt("piece")),
                        Columns.text(pieces, Piece::reservation), Columns.integer(pieces, Piece::number)));
    }

    private static List<Integer> cells(String text) {
        return text.isEmpty() ? List.of() : Arrays.stream(text.split(",")).map(Integer::valueOf).toList();
    }

    /** A row mapper of the first column. */
    static String first(ResultSet row, int number) throws SQLException {
        return String.valueOf(row.getString(1));
    }

    static String text(ResultSet row, String column) throws SQLException {
        return String.valueOf(row.getString(column));
    }
}
