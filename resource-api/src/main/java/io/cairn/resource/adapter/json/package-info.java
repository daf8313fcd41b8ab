/** Turns records into JSON and back, and checks documents against their schema. */
@NullMarked
package io.cairn.resource.adapter.json;

import org.jspecify.annotations.NullMarked;
