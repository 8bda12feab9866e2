package io.conclave.system.deploy;

import io.conclave.testkit.Program;
import io.conclave.testkit.ProjectRoot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A copy of the project's {@code terraform/}, in which Terraform runs without a network, an account or a trace in the project. */
final class TerraformCopy {
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final int DEPTH = 5;
    private static final Set<String> NOT_THERE = Set.of("proc", "sys", "dev", "run", "tmp", ".git", "node_modules");

    private final Path root;
    private final Path program;
    private final Path settings;

    private TerraformCopy(Path root, Path program, Path settings) {
        this.root = root;
        this.program = program;
        this.settings = settings;
    }

    /** Terraform itself; empty where it is not installed. */
    static Optional<Path> program() {
        return Program.find("terraform");
    }

    /**
     * A copy in that folder.
     *
     * @param mirror the folder that holds {@code registry.terraform.io}; absent: no provider can be had
     */
    static TerraformCopy in(Path folder, Path program, Optional<Path> mirror) throws IOException {
        var root = folder.resolve("terraform");
        copy(ProjectRoot.path().resolve("terraform"), root);
        var settings = folder.resolve("terraform.rc");
        Files.writeString(settings, mirror.map(TerraformCopy::fromMirror).orElse("disable_checkpoint = true\n"));
        return new TerraformCopy(root, program, settings);
    }

    /** The same as it stands now, with what Terraform has prepared in it. */
    TerraformCopy copiedTo(Path folder) throws IOException {
        var other = folder.resolve("terraform");
        copy(root, other);
        return new TerraformCopy(other, program, settings);
    }

    Path file(String path) {
        return root.resolve(path);
    }

    Program.Outcome run(String folder, String... arguments) {
        return new Program(program, root.resolve(folder), LONGEST)
                .with("TF_CLI_CONFIG_FILE", settings.toString())
                .with("TF_IN_AUTOMATION", "1")
                .with("CHECKPOINT_DISABLE", "1")
                .run(arguments);
    }

    /** Puts a mistake into a file; fails if what is to be changed is not there, or there twice. */
    void change(String path, String text, String mistake) throws IOException {
        var whole = Files.readString(file(path));
        if (whole.split(Pattern.quote(text), -1).length != 2) {
            throw new AssertionError(path + " must hold once: " + text);
        }
        Files.writeString(file(path), whole.replace(text, mistake));
    }

    /** Takes away the links to the provider, so that nobody who clears up the copy comes near it. */
    void unlink() throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path link : files.filter(Files::isSymbolicLink).toList()) {
                Files.delete(link);
            }
        }
    }

    /** The folder of a provider mirror on this machine that holds Amazon's provider. Looks no deeper than such folders are. */
    static Optional<Path> mirror() {
        return Stream.concat(
                        Stream.of("TF_PLUGIN_CACHE_DIR", "TF_PLUGIN_MIRROR")
                                .flatMap(variable -> Optional.ofNullable(System.getenv(variable)).stream())
                                .map(Path::of),
                        Stream.of(Path.of(System.getProperty("user.home"), ".terraform.d", "plugins"), Path.of("/")))
                .flatMap(start -> mirrorBelow(start).stream())
                .findFirst();
    }

    private static Optional<Path> mirrorBelow(Path start) {
        var found = new Path[1];
        try {
            Files.walkFileTree(start, Set.of(), DEPTH, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    if (Files.isDirectory(folder.resolve("registry.terraform.io/hashicorp/aws"))) {
                        found[0] = folder;
                        return FileVisitResult.TERMINATE;
                    }
                    var name = String.valueOf(folder.getFileName());
                    return NOT_THERE.contains(name) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) {
                    // Closed to us, or gone meanwhile: no mirror of ours.
                    return FileVisitResult.SKIP_SUBTREE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot look for a provider mirror below " + start, e);
        }
        return Optional.ofNullable(found[0]);
    }

    private static String fromMirror(Path mirror) {
        return """
                disable_checkpoint = true
                provider_installation {
                  filesystem_mirror {
                    path    = "%s"
                    include = ["registry.terraform.io/hashicorp/aws"]
                  }
                  direct {
                    exclude = ["registry.terraform.io/hashicorp/aws"]
                  }
                }
                """.formatted(mirror);
    }

    /** Links stay links: a provider has seven hundred megabytes. */
    private static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                Files.createDirectories(to.resolve(from.relativize(folder)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.copy(file, to.resolve(from.relativize(file)), LinkOption.NOFOLLOW_LINKS);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
