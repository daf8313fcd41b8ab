package io.cairn.resource.domain;

/** A reference to the object that owns another; the owned one is deleted after its owner. */
public record OwnerReference(String apiVersion, String kind, String name, String uid, boolean controller,
        boolean blockOwnerDeletion) {}
