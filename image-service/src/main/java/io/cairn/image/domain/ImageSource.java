package io.cairn.image.domain;

/** Where the content of an image comes from. */
public enum ImageSource {
    RECIPE,
    UPLOAD
}
