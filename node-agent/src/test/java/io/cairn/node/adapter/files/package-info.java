/** Tests of the agent's notes. */
@NullMarked
package io.cairn.node.adapter.files;

import org.jspecify.annotations.NullMarked;
