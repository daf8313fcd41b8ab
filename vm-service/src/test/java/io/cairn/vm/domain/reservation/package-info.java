/** Tests of reservations as pure functions. */
@NullMarked
package io.cairn.vm.domain.reservation;

import org.jspecify.annotations.NullMarked;
