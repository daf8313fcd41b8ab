/** The service that keeps machines as their owners ask: API group compute.cairn.io. */
@NullMarked
package io.cairn.vm;

import org.jspecify.annotations.NullMarked;
