package io.cairn.image.domain;

import io.cairn.resource.domain.Doc;
import io.cairn.resource.domain.Limits;

/** What an image is made from. */
public record ImageSpec(
        @Doc("Name of the recipe that builds it from Debian packages: micro or debian-12") @Limits(immutable = true, maxLength = 63) String recipe) {}
