/** What the host is, and its DHCP reservations. */
@NullMarked
package io.cairn.node.adapter.host;

import org.jspecify.annotations.NullMarked;
