package io.cairn.resource.domain;

/** The object that an event is about. */
public record Regarding(String apiVersion, String kind, ObjectKey key, String uid) {

    public static Regarding of(Kind<?, ?, ?> kind, Resource<?, ?, ?> resource) {
        return new Regarding(kind.groupVersion().apiVersion(), kind.kind(), resource.key(), resource.uid());
    }
}
