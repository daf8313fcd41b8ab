/**
 * Who may do what: roles, bindings and the grants that follow from them. Pure; deny by default.
 *
 * <p>A grant reaches everywhere, into one organisation or into one project of it, and carries the rules of one role.
 * Grants only ever add up; nothing takes away. What a request needs is a verb on a resource (with its subresource) in a
 * place, and it is allowed if some grant reaches the place and some rule of it covers the rest.
 */
@NullMarked
package io.cairn.gateway.domain.iam;

import org.jspecify.annotations.NullMarked;
