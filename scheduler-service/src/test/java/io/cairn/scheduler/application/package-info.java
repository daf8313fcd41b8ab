/** Views, questions and what is kept of requests. */
@NullMarked
package io.cairn.scheduler.application;

import org.jspecify.annotations.NullMarked;
