/** Ports of the door: identities, audit. */
@NullMarked
package io.cairn.gateway.application;

import org.jspecify.annotations.NullMarked;
