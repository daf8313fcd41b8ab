package io.cairn.resource.domain;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Bounds of a field. A component of type {@code Optional}, {@code List} or {@code Map} may be absent; any other
 * is required unless {@link #defaults} is given. Every string, list and map has a bound: 253 characters and 64
 * items unless told.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Limits {
    long min() default Long.MIN_VALUE;

    long max() default Long.MAX_VALUE;

    int maxLength() default 253;

    int maxItems() default 64;

    /** A regular expression that a string (or each key of a map) must match as a whole. */
    String pattern() default "";

    /** What the pattern means, for the error message: "a DNS-1123 label such as web-1". */
    String patternMeaning() default "";

    /** JSON text of the default. */
    String defaults() default "";

    /** True if the value may not change after creation. */
    boolean immutable() default false;
}
