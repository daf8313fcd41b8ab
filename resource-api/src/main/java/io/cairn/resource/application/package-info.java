/** Use cases over resources of any kind and the ports that they need. */
@NullMarked
package io.cairn.resource.application;

import org.jspecify.annotations.NullMarked;
