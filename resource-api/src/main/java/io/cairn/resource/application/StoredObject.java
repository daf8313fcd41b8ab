package io.cairn.resource.application;

import io.cairn.resource.domain.Metadata;

/**
 * An object as it is stored, of any kind.
 *
 * @param kind {@link io.cairn.resource.domain.Kind#id}
 * @param spec JSON text, as are facts and status
 */
public record StoredObject(String kind, Metadata metadata, String spec, String facts, String status) {}
