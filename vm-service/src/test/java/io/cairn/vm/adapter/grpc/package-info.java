/** Streams of nodes. */
@NullMarked
package io.cairn.vm.adapter.grpc;

import org.jspecify.annotations.NullMarked;
