/**
 * Stories told through the public API against real parts: the packaged control plane and agent as processes, real
 * PostgreSQL, libvirt and QEMU, the real kubectl. What they assert about the host they look up on the host.
 */
@NullMarked
package io.cairn.lab;

import org.jspecify.annotations.NullMarked;
