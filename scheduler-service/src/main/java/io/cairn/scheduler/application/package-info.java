/** Claims and node reports as use cases, and the ports they need. */
@NullMarked
package io.cairn.scheduler.application;

import org.jspecify.annotations.NullMarked;
