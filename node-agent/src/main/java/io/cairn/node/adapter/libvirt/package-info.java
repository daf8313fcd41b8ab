/** The only package that knows libvirt: connection, domains, XML. */
@NullMarked
package io.cairn.node.adapter.libvirt;

import org.jspecify.annotations.NullMarked;
