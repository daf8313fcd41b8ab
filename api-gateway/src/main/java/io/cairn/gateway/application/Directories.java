package io.cairn.gateway.application;

import io.cairn.gateway.domain.iam.Directory;

/** What is known of identities, as of the last committed change that this process has heard of. */
@FunctionalInterface
public interface Directories {
    Directory current();
}
