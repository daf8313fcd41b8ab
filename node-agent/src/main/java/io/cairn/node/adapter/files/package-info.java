/** What the agent remembers of each machine, in one small file each. */
@NullMarked
package io.cairn.node.adapter.files;

import org.jspecify.annotations.NullMarked;
