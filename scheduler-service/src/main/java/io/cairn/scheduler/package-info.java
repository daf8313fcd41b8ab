/** The service that knows the nodes and hands out their share: API group infra.cairn.io. */
@NullMarked
package io.cairn.scheduler;

import org.jspecify.annotations.NullMarked;
