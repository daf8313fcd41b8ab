/** Speaks HTTPS and WebSocket to the server by the JDK's own client; trusts only the CA that the kubeconfig names. */
@NullMarked
package io.cairn.cli.adapter.http;

import org.jspecify.annotations.NullMarked;
