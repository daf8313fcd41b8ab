package io.cairn.resource.domain;

/** An API group and version, such as {@code compute.cairn.io/v1}; the core group is the empty string. */
public record GroupVersion(String group, String version) {

    /** The value of {@code apiVersion}: {@code group/version}, or the bare version for the core group. */
    public String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }
}
