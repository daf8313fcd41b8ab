/**
 * The one-command cloud: every service in one JVM on an embedded real PostgreSQL.
 *
 * <p>It adds no behaviour of its own. It prepares what an operator of the separate services prepares by hand or
 * by Helm (certificates, database roles, a first token) and starts the same root classes with the same
 * configuration files. Services still talk to each other over mTLS on loopback, so nothing works here that would
 * not work apart.
 */
@NullMarked
package io.cairn.allinone;

import org.jspecify.annotations.NullMarked;
