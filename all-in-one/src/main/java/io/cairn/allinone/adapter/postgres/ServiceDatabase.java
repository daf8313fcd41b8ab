package io.cairn.allinone.adapter.postgres;

/**
 * A service's own corner of the database.
 *
 * @param schema name of the schema, which the role owns
 * @param role login role; it can touch no other schema
 */
public record ServiceDatabase(String schema, String role, String password) {

    public ServiceDatabase {
        if (!schema.matches("[a-z_]{1,30}") || !role.matches("[a-z_]{1,30}") || !password.matches("[0-9A-Za-z_-]+")) {
            throw new IllegalArgumentException("Not a safe schema, role or password for schema " + schema);
        }
    }
}
