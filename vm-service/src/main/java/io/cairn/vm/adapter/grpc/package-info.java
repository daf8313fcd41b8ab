/** Streams to the node agents, and the clients of the scheduler and of the images. */
@NullMarked
package io.cairn.vm.adapter.grpc;

import org.jspecify.annotations.NullMarked;
