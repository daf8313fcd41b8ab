/** What a document of a kind may look like, read from its records once. */
@NullMarked
package io.cairn.resource.domain.schema;

import org.jspecify.annotations.NullMarked;
