/** The client against the real resource-api over TLS, in this process and as the launcher starts it. */
@NullMarked
package io.cairn.cli;

import org.jspecify.annotations.NullMarked;
