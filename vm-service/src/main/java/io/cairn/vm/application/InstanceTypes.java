package io.cairn.vm.application;

import io.cairn.vm.domain.VmSpec;
import java.util.List;
import java.util.Optional;

/** Named sizes. */
public interface InstanceTypes {
    Optional<VmSpec.Size> find(String name);

    /** Names for error messages, at most 50. */
    List<String> names();
}
