/** What is kept of requests, as JSON. */
@NullMarked
package io.cairn.scheduler.adapter.json;

import org.jspecify.annotations.NullMarked;
