@NullMarked
package io.cairn.gateway.adapter.jdbc;

import org.jspecify.annotations.NullMarked;
