/** The door itself: authentication, routing, proxying, merged documents. */
@NullMarked
package io.cairn.gateway.adapter.http;

import org.jspecify.annotations.NullMarked;
