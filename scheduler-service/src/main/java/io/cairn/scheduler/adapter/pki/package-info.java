/** Cairn's own certificate authority. */
@NullMarked
package io.cairn.scheduler.adapter.pki;

import org.jspecify.annotations.NullMarked;
