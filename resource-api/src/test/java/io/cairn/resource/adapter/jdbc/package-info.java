@org.jspecify.annotations.NullMarked
package io.cairn.resource.adapter.jdbc;
