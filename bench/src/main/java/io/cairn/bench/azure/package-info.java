/** Replays of the Azure trace for packing (Protean, OSDI'20): virtual machines come and go on a fleet of equal hosts. */
@NullMarked
package io.cairn.bench.azure;

import org.jspecify.annotations.NullMarked;
