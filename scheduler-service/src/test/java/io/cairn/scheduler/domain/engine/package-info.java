@NullMarked
package io.cairn.scheduler.domain.engine;

import org.jspecify.annotations.NullMarked;
