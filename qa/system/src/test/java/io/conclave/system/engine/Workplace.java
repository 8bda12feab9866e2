package io.conclave.system.engine;

import io.conclave.testkit.Host;
import io.conclave.testkit.ProjectRoot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where an engine under test keeps its runs and models, apart from the user's own.
 *
 * @param options of its JVM, settings among them
 * @param host where it runs
 */
public record Workplace(Path data, List<String> options, Host host) {
    public Workplace(Path data, List<String> options) {
        this(data, options, Host.thisMachine());
    }

    /** With a shelf of models of its own, so that every model is trained again. */
    public static Workplace in(Path folder) {
        return new Workplace(folder, List.of())
                .with("conclave.quant.model-directory", folder.resolve("models"))
                // Whatever servers the user has started are the user's.
                .with("conclave.services.folder", folder.resolve("services"));
    }

    /** With the models that another engine trained. */
    public Workplace sharingModelsOf(Workplace other) {
        return with("conclave.quant.model-directory", other.data.resolve("models"));
    }

    public Workplace with(String setting, Object value) {
        return option("-D" + setting + "=" + value);
    }

    /** With one more option of its JVM, which must hold no space. */
    public Workplace option(String option) {
        var more = new ArrayList<>(options);
        more.add(option);
        return new Workplace(data, List.copyOf(more), host);
    }

    public Workplace on(Host there) {
        return new Workplace(data, options, there);
    }

    public EngineProcess start(String... arguments) {
        try {
            // Whoever runs the tests in the background may have told their children to ignore Ctrl-C.
            var command = new ArrayList<>(List.of("env", "--default-signal=INT"));
            command.add(ProjectRoot.path().resolve("conclave").toString());
            command.addAll(List.of(arguments));
            var builder = new ProcessBuilder(host.command(command));
            builder.environment().put("CONCLAVE_SKIP_BUILD", "1");
            builder.environment()
                    .put("CONCLAVE_JAVA_ARGS", "-Dconclave.data-dir=" + data + " " + String.join(" ", options));
            return EngineProcess.following(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts it, and waits for its end. */
    public Ended run(String... arguments) {
        try (var engine = start(arguments)) {
            return engine.await();
        }
    }

    /** The folders of all runs, by name, that is by age. */
    public List<Path> runs() {
        var runs = data.resolve("runs");
        if (!Files.isDirectory(runs)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(runs)) {
            return folders.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
