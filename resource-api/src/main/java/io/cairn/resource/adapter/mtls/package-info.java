/** Who is at the other end of a mutually authenticated connection. */
@NullMarked
package io.cairn.resource.adapter.mtls;

import org.jspecify.annotations.NullMarked;
