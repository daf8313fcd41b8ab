@NullMarked
package io.cairn.scheduler.domain.site;

import org.jspecify.annotations.NullMarked;
