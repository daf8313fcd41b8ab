/**
 * The authority that vouches for people: its root, and what it signs. The only package of the gateway that knows Bouncy
 * Castle.
 */
@NullMarked
package io.cairn.gateway.adapter.pki;

import org.jspecify.annotations.NullMarked;
