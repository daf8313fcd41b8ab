/** The work table and the placements in PostgreSQL. */
@NullMarked
package io.cairn.vm.adapter.jdbc;

import org.jspecify.annotations.NullMarked;
