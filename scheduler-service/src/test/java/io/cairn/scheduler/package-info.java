/** The scheduler as others meet it. */
@NullMarked
package io.cairn.scheduler;

import org.jspecify.annotations.NullMarked;
