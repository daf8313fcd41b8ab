/** Keeps resources in PostgreSQL: one table, one change log, versions in commit order. */
@NullMarked
package io.cairn.resource.adapter.jdbc;

import org.jspecify.annotations.NullMarked;
