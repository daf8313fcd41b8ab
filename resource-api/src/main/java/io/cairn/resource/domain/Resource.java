package io.cairn.resource.domain;

/**
 * A stored object of a kind.
 *
 * @param <S> spec: what its owner wants
 * @param <F> facts: what the service has learned or decided, not shown to callers
 * @param <T> status: computed from the other three
 */
public record Resource<S extends Record, F extends Record, T extends Record>(Metadata metadata, S spec, F facts,
        T status) {

    public ObjectKey key() {
        return metadata.key();
    }

    public String uid() {
        return metadata.uid();
    }
}
