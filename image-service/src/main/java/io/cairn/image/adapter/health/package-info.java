/** Whether the service can do its work. */
@NullMarked
package io.cairn.image.adapter.health;

import org.jspecify.annotations.NullMarked;
