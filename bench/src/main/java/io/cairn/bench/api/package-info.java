/** How fast the public API answers, and how late its watches are. */
@org.jspecify.annotations.NullMarked
package io.cairn.bench.api;
