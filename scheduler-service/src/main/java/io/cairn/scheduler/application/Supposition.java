package io.cairn.scheduler.application;

import io.cairn.scheduler.domain.model.Device;
import io.cairn.scheduler.domain.model.Request;
import io.cairn.scheduler.domain.model.Resources;
import java.util.List;
import java.util.Map;

/**
 * What a fleet is supposed to be for the sake of a question.
 *
 * @param without machines that are gone
 * @param added nodes that do not exist
 * @param drained nodes that take nothing new
 * @param sizes of which one that fits is to be named
 */
public record Supposition(List<String> without, List<Added> added, List<String> drained, List<Size> sizes) {
    public static final Supposition NONE = new Supposition(List.of(), List.of(), List.of(), List.of());

    public Supposition {
        without = List.copyOf(without);
        added = List.copyOf(added);
        drained = List.copyOf(drained);
        sizes = List.copyOf(sizes);
    }

    /**
     * @param like name of the node that they are like; if empty, the rest counts
     * @param capacity vCPUs after overcommitment
     */
    public record Added(int count, String like, Resources capacity, Map<String, String> labels, List<Device> devices) {
        public Added {
            labels = Map.copyOf(labels);
            devices = List.copyOf(devices);
        }
    }

    /**
     * A size by its name.
     *
     * @param numaCells NUMA nodes that it may span; 0 if that does not matter
     */
    public record Size(String name, Resources resources, int numaCells) {
        Request of(Request request) {
            return request.with(resources).with(request.rules().withCells(numaCells));
        }
    }
}
