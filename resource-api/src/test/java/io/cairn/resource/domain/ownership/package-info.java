/** The laws of server-side apply. */
@NullMarked
package io.cairn.resource.domain.ownership;

import org.jspecify.annotations.NullMarked;
