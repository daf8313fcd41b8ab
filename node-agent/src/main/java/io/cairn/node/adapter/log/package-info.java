/**
 * Console logs that are kept with a time for each line, below {@code machines/<uid>/console/}.
 *
 * <pre>
 *  guest - QEMU - virtlogd - console.log (2 MiB, then .0 .1 .2)
 *                               | Source: reads on, across rotation
 *                               v
 *                     segments, named by their place in the whole stream
 *                     00000000000000000000  ...  00000000000031457280
 *                     oldest goes first, by bytes and by age
 * </pre>
 *
 * <p>A record of a segment is output of the guest with its time and the place in libvirt's file up to which it was
 * taken. So what was taken and how far are one write: after a crash of the agent nothing is taken twice and nothing left
 * out. A second link holds the file that is being read, so that virtlogd cannot take it away unread.
 */
@NullMarked
package io.cairn.node.adapter.log;

import org.jspecify.annotations.NullMarked;
