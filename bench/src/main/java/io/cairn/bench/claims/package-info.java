/** Durable claims: several schedulers as processes of their own, through gRPC into one PostgreSQL, killed at random. */
@org.jspecify.annotations.NullMarked
package io.cairn.bench.claims;
