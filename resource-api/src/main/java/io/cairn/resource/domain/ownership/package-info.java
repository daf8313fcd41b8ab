/**
 * Who owns which field of an object: the rules of server-side apply, as pure functions.
 *
 * <p>An object is seen as its {@link io.cairn.resource.domain.ownership.Leaves leaves}: every scalar and every atomic
 * list under its path. Each {@link io.cairn.resource.domain.ownership.FieldOwner owner} owns a set of paths. Several may
 * own one path as long as they agree on its value; who applies a different value conflicts, or takes the path by
 * force. Laws: applying twice is applying once; what is applied is owned; applications to disjoint paths commute; a
 * path that its last owner no longer applies is removed.
 */
@NullMarked
package io.cairn.resource.domain.ownership;

import org.jspecify.annotations.NullMarked;
