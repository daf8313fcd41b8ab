package io.cairn.cli.adapter.kubeconfig;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which kubeconfig: the one named; $CAIRN_KUBECONFIG; $KUBECONFIG; .cairn/kubeconfig here or in a folder above;
 * .cairn/kubeconfig beside bin/cairn; ~/.kube/config.
 */
record KubeconfigSearch(Choice choice, Choice.Place place) {

    /** The files to merge, the first one first; empty if there is none. */
    List<Path> files() {
        if (choice.kubeconfig().isPresent()) {
            return List.of(choice.kubeconfig().get());
        }
        for (String variable : List.of("CAIRN_KUBECONFIG", "KUBECONFIG")) {
            List<Path> named = split(place.environment().getOrDefault(variable, ""));
            if (!named.isEmpty()) {
                return named;
            }
        }
        return nearby().map(List::of).orElse(List.of());
    }

    private Optional<Path> nearby() {
        for (Path at = place.workingDirectory().toAbsolutePath(); at != null; at = at.getParent()) {
            Path file = at.resolve(".cairn/kubeconfig");
            if (Files.isRegularFile(file)) {
                return Optional.of(file);
            }
        }
        return place.installation()
                .map(folder -> folder.resolve(".cairn/kubeconfig"))
                .filter(Files::isRegularFile)
                .or(() -> Optional.of(place.home().resolve(".kube/config")).filter(Files::isRegularFile));
    }

    private static List<Path> split(String list) {
        List<Path> files = new ArrayList<>();
        for (String name : list.split(File.pathSeparator, -1)) {
            if (!name.isBlank()) {
                files.add(Path.of(name));
            }
        }
        return files;
    }
}
