/** Serves resources over HTTP by the Kubernetes API conventions. */
@NullMarked
package io.cairn.resource.adapter.http;

import org.jspecify.annotations.NullMarked;
