/** The library against a real PostgreSQL and a real Tomcat. */
@NullMarked
package io.cairn.resource;

import org.jspecify.annotations.NullMarked;
