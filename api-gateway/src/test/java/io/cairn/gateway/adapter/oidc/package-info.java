@NullMarked
package io.cairn.gateway.adapter.oidc;

import org.jspecify.annotations.NullMarked;
