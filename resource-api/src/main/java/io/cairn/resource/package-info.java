/**
 * Serves Kubernetes-convention resources: a kind is declared once as records, and storage, schema, validation,
 * watch, patch, tables, discovery and OpenAPI follow from it. The library knows no kind itself.
 */
@NullMarked
package io.cairn.resource;

import org.jspecify.annotations.NullMarked;
