/** The contracts for node agents and vm-service, and who may call what. */
@NullMarked
package io.cairn.scheduler.adapter.grpc;

import org.jspecify.annotations.NullMarked;
