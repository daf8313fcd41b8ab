/** What Prometheus scrapes beside the framework's own. */
@NullMarked
package io.cairn.node.adapter.prometheus;

import org.jspecify.annotations.NullMarked;
