package io.cairn.resource.application;

import io.cairn.resource.domain.Caller;

/**
 * Who writes, and whether it is for show.
 *
 * @param dryRun run everything, persist nothing
 */
public record Write(Caller caller, boolean dryRun) {}
