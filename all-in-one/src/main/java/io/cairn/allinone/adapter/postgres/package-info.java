/** Runs a real PostgreSQL server as a child process under an unprivileged user, and prepares its roles. */
@NullMarked
package io.cairn.allinone.adapter.postgres;

import org.jspecify.annotations.NullMarked;
