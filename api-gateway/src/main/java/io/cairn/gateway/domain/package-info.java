/** Requests, identities and the decision whether the one may make the other. Pure. */
@NullMarked
package io.cairn.gateway.domain;

import org.jspecify.annotations.NullMarked;
