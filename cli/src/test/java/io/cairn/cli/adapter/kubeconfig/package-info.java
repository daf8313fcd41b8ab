/** Which server, and who we are. */
@NullMarked
package io.cairn.cli.adapter.kubeconfig;

import org.jspecify.annotations.NullMarked;
