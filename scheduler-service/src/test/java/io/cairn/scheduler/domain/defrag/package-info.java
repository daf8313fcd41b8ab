/** Plans are within the rules, whatever the fleet. */
@NullMarked
package io.cairn.scheduler.domain.defrag;

import org.jspecify.annotations.NullMarked;
