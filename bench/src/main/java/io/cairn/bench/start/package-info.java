/** How long a machine takes from the request to the running domain, beside raw libvirt. */
@org.jspecify.annotations.NullMarked
package io.cairn.bench.start;
