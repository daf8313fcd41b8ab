@NullMarked
package io.cairn.scheduler.domain.queue;

import org.jspecify.annotations.NullMarked;
