@NullMarked
package io.cairn.node.adapter.log;

import org.jspecify.annotations.NullMarked;
