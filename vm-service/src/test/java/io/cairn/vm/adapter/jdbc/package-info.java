/** Storage against a real PostgreSQL. */
@NullMarked
package io.cairn.vm.adapter.jdbc;

import org.jspecify.annotations.NullMarked;
