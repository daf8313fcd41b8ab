/** JSON by Jackson's streaming core, YAML by SnakeYAML Engine, which is loaded only when a YAML text is met. */
@NullMarked
package io.cairn.cli.adapter.text;

import org.jspecify.annotations.NullMarked;
