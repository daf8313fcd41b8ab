/** Outbound connections to the control plane. */
@NullMarked
package io.cairn.node.adapter.grpc;

import org.jspecify.annotations.NullMarked;
