package io.cairn.scheduler.domain;

/** Keeps machines off a node unless they tolerate it. */
public record Taint(String key, String value, String effect) {}
