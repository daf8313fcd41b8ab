package io.cairn.scheduler.application;

import io.cairn.scheduler.domain.Resources;

/** A machine's share of a node. */
public record Claim(long id, String vmUid, long generation, String node, Resources resources) {}
