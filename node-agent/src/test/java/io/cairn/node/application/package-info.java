/** Tests of the keeper on a simulated host. */
@NullMarked
package io.cairn.node.application;

import org.jspecify.annotations.NullMarked;
