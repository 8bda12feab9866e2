package io.conclave.system.deploy;

import io.conclave.testkit.Program;
import io.conclave.testkit.ProjectRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A machine on which our true programs run among others that only play theirs: {@code aws}, {@code docker}, {@code iptables},
 * {@code mount}. What is played writes down how it was called.
 */
final class PaperMachine {
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private final Path root;
    private final Path played;
    private final Map<String, String> environment = new TreeMap<>();

    PaperMachine(Path root) throws IOException {
        for (String needed : List.of("jq", "zstd", "openssl", "tar")) {
            var _ = Skipped.unless(Program.find(needed), needed + " is not installed, which machines have");
        }
        this.root = root;
        this.played = Files.createDirectories(root.resolve("played"));
        with("PATH", played + ":/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
        with("calls", root.resolve("calls").toString());
    }

    PaperMachine with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    Path path(String name) {
        return root.resolve(name);
    }

    /** A program of that name that notes its arguments and then does this, in bash. */
    void plays(String name, String body) throws IOException {
        var file = played.resolve(name);
        Files.writeString(file, "#!/bin/bash\nprintf '%s\\n' \"" + name + " $*\" >>\"$calls\"\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** How what is played was called, in that order, each as one line; forgotten with this. */
    List<String> calls() throws IOException {
        var file = path("calls");
        if (!Files.exists(file)) {
            return List.of();
        }
        var calls = Files.readAllLines(file);
        Files.delete(file);
        return calls;
    }

    /** Runs a program that is brought to machines. */
    Program.Outcome run(String program, String... arguments) {
        return run(ProjectRoot.path().resolve("terraform/modules/boot/files").resolve(program), arguments);
    }

    /** Runs a script of an operator's. */
    Program.Outcome run(Path script, String... arguments) {
        var run = new Program(script, root, LONGEST);
        environment.forEach(run::with);
        return run.run(arguments);
    }
}
