/** What the trace replays share: tables of comma-separated values, and plots of what came out. */
@NullMarked
package io.cairn.bench.trace;

import org.jspecify.annotations.NullMarked;
