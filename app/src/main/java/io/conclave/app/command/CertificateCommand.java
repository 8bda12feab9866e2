package io.conclave.app.command;

import io.conclave.app.certificate.Authority;
import io.conclave.app.certificate.Pair;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes what nodes prove themselves to each other with. */
@Command(
        name = "certificate",
        description = "Makes an authority, and the certificates of a cluster's nodes.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Once:       ./conclave certificate authority --out var/authority",
            "Each node:  ./conclave certificate node node-1 --authority var/authority --out var/node-1",
            "",
            "Name the three files in conclave.cluster.tls. The authority's key stays where it was made: whoever has it can make",
            "nodes. A node whose certificate is renewed in its place need not be started again."
        })
public final class CertificateCommand implements Runnable {
    @Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "Which certificate? authority or node");
    }

    /** What {@code --json} prints: where the files are, and how long the certificate holds. */
    record Told(String certificate, String key, String until) {
        static Told of(Pair made, Pair.Place files) {
            return new Told(
                    files.certificate().toString(),
                    files.key().toString(),
                    made.certificate().getNotAfter().toInstant().toString());
        }
    }

    @Command(name = "authority", description = "Makes an authority of your own.", mixinStandardHelpOptions = true)
    int authority(
            @Option(
                            names = "--out",
                            required = true,
                            paramLabel = "DIR",
                            description = "where authority.pem and .key go")
                    Path out,
            @Option(names = "--name", paramLabel = "TEXT", description = "for people", defaultValue = "Conclave")
                    String name,
            @Option(names = "--days", paramLabel = "N", description = "how long it holds", defaultValue = "3650")
                    int days,
            @Option(names = "--json", description = "print one JSON document on stdout, and nothing else there")
                    boolean json) {
        var made = Authority.make(name, holds(days), InstantSource.system()).own();
        tell(Told.of(made, made.write(out, Authority.NAME)), json);
        return 0;
    }

    @Command(name = "node", description = "Makes a node's certificate.", mixinStandardHelpOptions = true)
    int node(
            @Parameters(paramLabel = "NAME", description = "of its files; for people") String name,
            @Option(names = "--authority", required = true, paramLabel = "DIR", description = "where the authority is")
                    Path authority,
            @Option(
                            names = "--out",
                            required = true,
                            paramLabel = "DIR",
                            description = "where NAME.pem and NAME.key go")
                    Path out,
            @Option(
                            names = "--cluster",
                            paramLabel = "NAME",
                            description = "by which its nodes know each other",
                            defaultValue = "conclave")
                    String cluster,
            @Option(names = "--host", paramLabel = "HOST", description = "a further name or address; may be repeated")
                    @Nullable
                    List<String> hosts,
            @Option(names = "--days", paramLabel = "N", description = "how long it holds", defaultValue = "397")
                    int days,
            @Option(names = "--json", description = "print one JSON document on stdout, and nothing else there")
                    boolean json) {
        if (!name.matches("[A-Za-z0-9.-]{1,60}") || !cluster.matches("[A-Za-z0-9.-]{1,60}")) {
            throw new IllegalArgumentException("Names of nodes and clusters are 1 to 60 letters, digits, dots or -");
        }
        var made = Authority.open(authority, InstantSource.system())
                .node(name, cluster, hosts == null ? List.of() : hosts, holds(days));
        tell(Told.of(made, made.write(out, name)), json);
        return 0;
    }

    private static Duration holds(int days) {
        if (days < 1 || days > 36_500) {
            throw new IllegalArgumentException("--days must lie in 1..36500, not " + days);
        }
        return Duration.ofDays(days);
    }

    private void tell(Told told, boolean json) {
        var screen = new Screen(spec.commandLine().getOut(), spec.commandLine().getErr());
        if (json) {
            screen.print(Screen.json(told));
        } else {
            screen.print(told.certificate());
            screen.print(told.key());
            screen.say("It holds until " + told.until() + ".");
        }
    }
}
