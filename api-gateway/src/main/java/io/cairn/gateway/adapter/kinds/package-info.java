/** The core kinds Namespace and Event. */
@NullMarked
package io.cairn.gateway.adapter.kinds;

import org.jspecify.annotations.NullMarked;
