/** Tests of the image cache. */
@NullMarked
package io.cairn.node.adapter.disk;

import org.jspecify.annotations.NullMarked;
