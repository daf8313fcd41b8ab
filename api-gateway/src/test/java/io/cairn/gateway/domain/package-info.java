@NullMarked
package io.cairn.gateway.domain;

import org.jspecify.annotations.NullMarked;
