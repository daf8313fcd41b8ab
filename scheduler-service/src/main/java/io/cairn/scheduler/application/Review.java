package io.cairn.scheduler.application;

import io.cairn.scheduler.domain.engine.Decision;
import java.util.List;

/**
 * What came of a question.
 *
 * @param standing node of the claim that stands; empty if none does
 * @param hints sentences: what would help
 * @param unknown nodes that were named and do not exist
 */
public record Review(Decision decision, Decision.Explanation explanation, String standing, List<String> hints,
        List<String> unknown) {}
