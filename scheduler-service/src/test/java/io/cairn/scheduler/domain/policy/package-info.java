@NullMarked
package io.cairn.scheduler.domain.policy;

import org.jspecify.annotations.NullMarked;
