/** The kind Node as the public API shows it. */
@NullMarked
package io.cairn.scheduler.adapter.kinds;

import org.jspecify.annotations.NullMarked;
