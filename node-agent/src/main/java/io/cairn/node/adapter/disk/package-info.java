/** Images, disks and seeds; one class runs qemu-img. */
@NullMarked
package io.cairn.node.adapter.disk;

import org.jspecify.annotations.NullMarked;
