package io.cairn.image.adapter.jdbc;

import io.cairn.image.application.Turn;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;

/** An advisory lock of PostgreSQL on a connection of its own: gone with the connection. */
public record AdvisoryTurn(DataSource source) implements Turn {
    private static final Logger log = LoggerFactory.getLogger(AdvisoryTurn.class);
    /** Names the lock: "cairnimg" in ASCII. */
    private static final long LOCK = 0x636169726e696d67L;

    @Override
    public Optional<Held> take() {
        try {
            var connection = source.getConnection();
            var got = false;
            try {
                got = ask(connection, "select pg_try_advisory_lock(?)");
            } finally {
                if (!got) {
                    connection.close();
                }
            }
            return got ? Optional.of(() -> giveBack(connection)) : Optional.empty();
        } catch (SQLException e) {
            throw new DataAccessResourceFailureException("The turn to build cannot be asked for", e);
        }
    }

    private static boolean ask(Connection connection, String question) throws SQLException {
        try (var statement = connection.prepareStatement(question)) {
            statement.setLong(1, LOCK);
            try (var answer = statement.executeQuery()) {
                return answer.next() && answer.getBoolean(1);
            }
        }
    }

    private static void giveBack(Connection connection) {
        try (connection) {
            if (!ask(connection, "select pg_advisory_unlock(?)")) {
                log.atWarn().log("The turn to build was lost before it was given back");
            }
        } catch (SQLException e) {
            // A connection that is broken holds no lock.
            log.atWarn().setCause(e).log("The turn to build could not be given back");
        }
    }
}
