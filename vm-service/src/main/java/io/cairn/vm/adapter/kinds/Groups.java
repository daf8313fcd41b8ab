package io.cairn.vm.adapter.kinds;

import io.cairn.resource.domain.GroupVersion;

/** The API group of this service. */
final class Groups {
    static final GroupVersion COMPUTE = new GroupVersion("compute.cairn.io", "v1");

    private Groups() {}
}
