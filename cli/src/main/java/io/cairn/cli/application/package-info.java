/**
 * What the commands do, against ports: the server ({@link io.cairn.cli.application.Cluster}), the notation of files
 * ({@link io.cairn.cli.application.Notation}), the person's screen ({@link io.cairn.cli.application.Screen}) and the
 * cache of discovery. Every wait has a deadline; every follow ends when its caller goes away.
 */
@NullMarked
package io.cairn.cli.application;

import org.jspecify.annotations.NullMarked;
