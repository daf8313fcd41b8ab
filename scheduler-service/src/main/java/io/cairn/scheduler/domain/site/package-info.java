/** Several sites: which of them is near enough to the people that use a machine, and where it goes when one is lost. */
@NullMarked
package io.cairn.scheduler.domain.site;

import org.jspecify.annotations.NullMarked;
