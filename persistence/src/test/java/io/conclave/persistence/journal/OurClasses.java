package io.conclave.persistence.journal;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Every class of ours on the class path, wherever it lies: in folders as in jars. */
final class OurClasses {
    private static final String ROOT = "io/conclave";

    private OurClasses() {}

    /** What cannot be loaded fails the test that asks: a class that is passed over could be the one that is missed. */
    static List<Class<?>> all() throws IOException, URISyntaxException {
        var loader = OurClasses.class.getClassLoader();
        var found = new ArrayList<Class<?>>();
        for (var root : Collections.list(loader.getResources(ROOT))) {
            for (String name : names(root.toURI())) {
                found.add(loaded(name, loader));
            }
        }
        return found;
    }

    private static Class<?> loaded(String name, ClassLoader loader) {
        try {
            return Class.forName(name, false, loader);
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> names(URI root) throws IOException {
        if (root.getScheme().equals("jar")) {
            try (var jar = FileSystems.newFileSystem(root, Map.of())) {
                return names(jar.getPath(ROOT));
            }
        }
        return names(Path.of(root));
    }

    private static List<String> names(Path folder) throws IOException {
        var names = new ArrayList<String>();
        try (Stream<Path> files = Files.walk(folder)) {
            files.map(file -> ROOT + "/" + folder.relativize(file))
                    .filter(file -> file.endsWith(".class") && !file.endsWith("package-info.class"))
                    .forEach(file -> names.add(
                            file.substring(0, file.length() - ".class".length()).replace('/', '.')));
        }
        return names;
    }
}
