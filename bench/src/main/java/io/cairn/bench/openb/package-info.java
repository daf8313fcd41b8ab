/** Replays of GPU task lists in the openb format through the placement policies, by the protocol of the FGD paper. */
@NullMarked
package io.cairn.bench.openb;

import org.jspecify.annotations.NullMarked;
