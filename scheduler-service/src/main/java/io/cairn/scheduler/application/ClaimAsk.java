package io.cairn.scheduler.application;

import io.cairn.scheduler.domain.model.Request;

/** A machine that wants its share of some node, named for people in {@code title}. */
public record ClaimAsk(String vmUid, long generation, String title, Request request) {}
