/** Claims against a real PostgreSQL. */
@NullMarked
package io.cairn.scheduler.adapter.jdbc;

import org.jspecify.annotations.NullMarked;
