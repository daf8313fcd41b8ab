/** Tests of what the agent finds out about its host. */
@NullMarked
package io.cairn.node.adapter.host;

import org.jspecify.annotations.NullMarked;
