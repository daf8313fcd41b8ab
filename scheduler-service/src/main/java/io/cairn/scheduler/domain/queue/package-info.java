/** In which order machines that wait are looked at, and when one that fitted nowhere is looked at again. */
@NullMarked
package io.cairn.scheduler.domain.queue;

import org.jspecify.annotations.NullMarked;
