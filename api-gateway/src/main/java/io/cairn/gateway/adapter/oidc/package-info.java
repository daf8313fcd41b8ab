/** Tokens of OpenID Connect providers: whose signature, issuer, audience and times hold is let in under their names. */
@NullMarked
package io.cairn.gateway.adapter.oidc;

import org.jspecify.annotations.NullMarked;
