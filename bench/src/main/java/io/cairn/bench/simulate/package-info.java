/**
 * A synthetic fleet under churn: machines come at a rate that rises slowly beyond what the fleet can carry, stay a while
 * and go. The same seed gives the same arrivals to every policy.
 */
@NullMarked
package io.cairn.bench.simulate;

import org.jspecify.annotations.NullMarked;
