package io.cairn.image.adapter.recipe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/** The recipes that come with the service, as files. */
public final class ShippedRecipes {
    private static final String ROOT = "/recipes/";

    private ShippedRecipes() {}

    /** Unpacks them into a directory of their own; what an older version of the service left there is removed. */
    public static Path unpack(Path work) throws IOException {
        var folder = Files.createDirectories(work).resolve("recipes");
        new Scratch(folder).close();
        for (var resource : new PathMatchingResourcePatternResolver().getResources("classpath*:recipes/**/*")) {
            var url = resource.getURL().toString();
            if (!resource.isReadable() || url.endsWith("/")) {
                continue;
            }
            var target = folder.resolve(url.substring(url.lastIndexOf(ROOT) + ROOT.length()));
            Files.createDirectories(target.getParent());
            try (var in = resource.getInputStream()) {
                Files.copy(in, target, StandardCopyOption.REPLACE_EXISTING);
            }
        }
        return folder;
    }
}
