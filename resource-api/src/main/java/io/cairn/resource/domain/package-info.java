/**
 * What a resource is: its key, envelope, kind and refusals. Plain Java; knows no kind by name.
 *
 * <p>A resource is made of facts. Each fact has one writer: {@code metadata} and {@code spec} belong to
 * whoever calls the API, {@code facts} to the service that owns the kind. {@code status} is a pure function
 * of them ({@link io.cairn.resource.domain.Kind#status}); it is kept beside them only so that lists and
 * watches need not compute it, and is rewritten in the transaction that changes a fact.
 */
@NullMarked
package io.cairn.resource.domain;

import org.jspecify.annotations.NullMarked;
