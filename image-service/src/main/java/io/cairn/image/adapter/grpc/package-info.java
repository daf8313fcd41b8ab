/** The contracts for node agents and vm-service. */
@NullMarked
package io.cairn.image.adapter.grpc;

import org.jspecify.annotations.NullMarked;
