/**
 * Several sites: which of them is near enough to the people that use a machine, cheap, and has room. What a machine wishes
 * for is turned into sites that it may be at before nodes are looked at; a view knows of sites no more than that, and
 * whether that of a node is open.
 */
@NullMarked
package io.cairn.scheduler.domain.site;

import org.jspecify.annotations.NullMarked;
