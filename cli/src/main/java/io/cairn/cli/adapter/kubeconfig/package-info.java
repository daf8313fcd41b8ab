/** Finds and reads kubeconfig files: which server, who we are, which namespace. */
@NullMarked
package io.cairn.cli.adapter.kubeconfig;

import org.jspecify.annotations.NullMarked;
