/**
 * The only door to qemu-img: always with an explicit format, without rights to write, and bounded in time, processor time,
 * memory and output. Disks come here only after our own parser has found that they name no other file.
 */
@NullMarked
package io.cairn.image.adapter.qemu;

import org.jspecify.annotations.NullMarked;
