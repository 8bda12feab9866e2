package io.conclave.app;

import com.typesafe.config.ConfigException;
import io.conclave.agents.analyst.BadNewsException;
import io.conclave.app.broker.LiveRefusedException;
import io.conclave.app.cluster.JoinRefusedException;
import io.conclave.app.cluster.UnsafeClusterException;
import io.conclave.app.command.BacktestCommand;
import io.conclave.app.command.BackupCommand;
import io.conclave.app.command.BusCommand;
import io.conclave.app.command.CaptureCommand;
import io.conclave.app.command.CertificateCommand;
import io.conclave.app.command.DemoCommand;
import io.conclave.app.command.DoctorCommand;
import io.conclave.app.command.ExplainCommand;
import io.conclave.app.command.FeedCommand;
import io.conclave.app.command.HaltCommand;
import io.conclave.app.command.ImportCommand;
import io.conclave.app.command.KeysCommand;
import io.conclave.app.command.MaintainCommand;
import io.conclave.app.command.MigrateCommand;
import io.conclave.app.command.NewsCommand;
import io.conclave.app.command.ProjectionsCommand;
import io.conclave.app.command.ReplayCommand;
import io.conclave.app.command.RestoreCommand;
import io.conclave.app.command.ResumeCommand;
import io.conclave.app.command.RunCommand;
import io.conclave.app.command.SimulateCommand;
import io.conclave.app.command.SweepCommand;
import io.conclave.app.session.RunGivenUpException;
import io.conclave.app.sweep.NotSweptException;
import io.conclave.http.UnsafeAddressException;
import io.conclave.http.tls.UnfitCertificateException;
import io.conclave.nativerisk.WorkerFailure;
import io.conclave.nativerisk.WorkerStartException;
import io.conclave.persistence.agentlog.ArchiveException;
import io.conclave.persistence.backup.BackupException;
import io.conclave.persistence.backup.NotEmptyException;
import io.conclave.persistence.schema.UnfitDatabaseException;
import io.conclave.persistence.streams.BusException;
import io.conclave.persistence.tape.BadInput;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Spec;

/** The command line. Exit codes: 0 done, 1 failed, 2 wrong usage or input, 3 refused by a safety rule, 130 interrupted. */
@Command(
        name = "conclave",
        description = "An agentic trading engine whose every decision can be audited and replayed.",
        mixinStandardHelpOptions = true,
        versionProvider = Conclave.Version.class,
        subcommands = {
            DemoCommand.class,
            BacktestCommand.class,
            RunCommand.class,
            FeedCommand.class,
            CaptureCommand.class,
            SweepCommand.class,
            SimulateCommand.class,
            ReplayCommand.class,
            ExplainCommand.class,
            ImportCommand.class,
            MaintainCommand.class,
            NewsCommand.class,
            DoctorCommand.class,
            MigrateCommand.class,
            BackupCommand.class,
            RestoreCommand.class,
            ProjectionsCommand.class,
            HaltCommand.class,
            ResumeCommand.class,
            KeysCommand.class,
            CertificateCommand.class,
            BusCommand.class,
            CommandLine.HelpCommand.class
        },
        footer = {
            "",
            "  services up|down|status  PostgreSQL and Redis of your own; ./conclave services --help tells more",
            "  test   runs every test; sets up by itself what they need",
            "  bench  measures the README's figures; ./conclave bench --help lists them",
            "  long   runs the proofs that take longer than the tests may; ./conclave long NAME for one of them"
        },
        synopsisSubcommandLabel = "COMMAND")
public final class Conclave implements Runnable {
    static final int FAILED = 1;
    static final int WRONG_USAGE = 2;
    static final int REFUSED = 3;

    @Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    public static void main(String[] arguments) {
        var results = System.out;
        // Libraries print what they like; stdout is for results alone.
        System.setOut(System.err);
        System.exit(commandLine(results).execute(arguments));
    }

    static CommandLine commandLine(PrintStream results) {
        return new CommandLine(new Conclave())
                .setCaseInsensitiveEnumValuesAllowed(true)
                // A misspelt option is not one more file of --data.
                .setUnmatchedOptionsAllowedAsOptionParameters(false)
                .setOut(new PrintWriter(results, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
                .setExecutionExceptionHandler(Conclave::explain);
    }

    /** Without a command there is nothing to do but say which there are. */
    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "Which command? Try: ./conclave demo");
    }

    /** What a person did is answered with a sentence; what we did, with a stack trace in the log. */
    private static int explain(Exception fault, CommandLine command, CommandLine.ParseResult parsed) {
        Throwable cause = fault;
        while (cause instanceof java.util.concurrent.CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        command.getErr().println("conclave: " + cause.getMessage());
        return switch (cause) {
            case UnsafeAddressException _,
                    UnsafeClusterException _,
                    UnfitCertificateException _,
                    JoinRefusedException _,
                    LiveRefusedException _,
                    NotEmptyException _ -> REFUSED;
            case WorkerStartException start when start.why() == WorkerFailure.UNCONFINED -> REFUSED;
            case BadInput _, BadNewsException _, ConfigException _, IllegalArgumentException _ -> WRONG_USAGE;
            case NotSweptException swept when swept.why() == WorkerFailure.REFUSED -> WRONG_USAGE;
            case BusException _,
                    RunGivenUpException _,
                    NotSweptException _,
                    UnfitDatabaseException _,
                    BackupException _,
                    ArchiveException _ -> FAILED;
            default -> {
                LoggerFactory.getLogger(Conclave.class).error("The command failed", cause);
                yield FAILED;
            }
        };
    }

    /** What this build calls itself. */
    public static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            var version = Conclave.class.getPackage().getImplementationVersion();
            return new String[] {"conclave " + (version == null ? "development" : version)};
        }
    }
}
