/** Claims, leases and join tokens in typed tables whose constraints make over-commitment unstorable. */
@NullMarked
package io.cairn.scheduler.adapter.jdbc;

import org.jspecify.annotations.NullMarked;
