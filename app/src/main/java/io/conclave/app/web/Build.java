package io.conclave.app.web;

import io.conclave.http.view.VersionView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What is running: the version from the jar, the commit from the clone it was built in, if there is one. */
final class Build {
    private static final String REFERENCE = "ref: ";
    private static final int SHORT = 12;

    private Build() {}

    /** @param root the folder of {@code ./conclave} */
    static VersionView of(Path root) {
        var version = Build.class.getPackage().getImplementationVersion();
        return new VersionView(
                "conclave",
                version == null ? "development" : version,
                commit(root.resolve(".git")).orElse("unknown"),
                Runtime.version().toString());
    }

    /** Nothing depends on it: what cannot be read is not known. */
    static Optional<String> commit(Path git) {
        try {
            var head = Files.readString(git.resolve("HEAD")).strip();
            var commit = head.startsWith(REFERENCE)
                    ? Files.readString(git.resolve(head.substring(REFERENCE.length())))
                            .strip()
                    : head;
            return commit.matches("[0-9a-f]{40,64}") ? Optional.of(commit.substring(0, SHORT)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
