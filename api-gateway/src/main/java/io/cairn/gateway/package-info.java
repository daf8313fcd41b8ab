/** The public door: who may do what, and where a request goes. */
@NullMarked
package io.cairn.gateway;

import org.jspecify.annotations.NullMarked;
