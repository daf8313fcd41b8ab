/** Tests of domain XML and of a real libvirt. */
@NullMarked
package io.cairn.node.adapter.libvirt;

import org.jspecify.annotations.NullMarked;
