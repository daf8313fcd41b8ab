/** Tests of the checks of uploads, with disks that qemu-img makes. */
@NullMarked
package io.cairn.image.adapter.qemu;

import org.jspecify.annotations.NullMarked;
