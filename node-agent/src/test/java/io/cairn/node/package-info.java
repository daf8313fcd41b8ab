/** Tests of the agent: its keeper on a simulated host, and on the libvirt of this machine. */
@NullMarked
package io.cairn.node;

import org.jspecify.annotations.NullMarked;
