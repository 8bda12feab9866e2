package io.conclave.app.command;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.conclave.app.doctor.AgentLogFinding;
import io.conclave.app.doctor.Checks;
import io.conclave.app.doctor.Doctor;
import io.conclave.app.doctor.DoctorSettings;
import io.conclave.app.doctor.Finding;
import io.conclave.app.session.Settings;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Looks at everything the engine leans on, and says what to do about what is wrong. */
@Command(
        name = "doctor",
        description = "Checks what the engine leans on and says what to do.",
        mixinStandardHelpOptions = true)
public final class DoctorCommand implements Callable<Integer> {
    @Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Mixin
    private ReadOptions options = new ReadOptions();

    @Option(
            names = "--archived-logs",
            paramLabel = "FILE",
            arity = "1..*",
            description = "look at these too: all files that maintain ever archived agents' logs into")
    private List<Path> archives = List.of();

    /** What {@code --json} prints for each look at the machine. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Line(
            String about,
            String health,
            String found,
            @Nullable String advice) {
        static Line of(Finding finding) {
            return new Line(
                    finding.about(),
                    finding.health().name().toLowerCase(Locale.ROOT),
                    finding.found(),
                    finding.advice().orElse(null));
        }
    }

    @Override
    public Integer call() {
        var screen = new Screen(spec.commandLine().getOut(), spec.commandLine().getErr());
        var config = options.settingsOnServices(Map.of());
        var clock = InstantSource.system();
        var machine =
                new Doctor(DoctorSettings.from(config, Settings.root()), clock, Checks.of(config, clock)).examine();
        var findings = AgentLogFinding.after(machine, config, archives);
        if (options.json()) {
            screen.print(Screen.json(findings.stream().map(Line::of).toList()));
        } else {
            findings.forEach(finding -> screen.print(finding.toString()));
        }
        return Doctor.runs(findings) ? 0 : 1;
    }
}
