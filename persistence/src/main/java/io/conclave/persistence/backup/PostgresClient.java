package io.conclave.persistence.backup;

import io.conclave.persistence.journal.JournalConfig;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;

/**
 * PostgreSQL's own programs, run on the journal's database as whoever owns its schema.
 *
 * <p>Where to connect to and the password are told by the environment, never on a command line, which every user of the
 * machine may read. Whoever waits here waits for the program's end.
 */
final class PostgresClient {
    /** Debian keeps a version each; the newest can dump and restore for every older server. */
    private static final Path DEBIAN = Path.of("/usr/lib/postgresql");

    private static final Map<String, String> SETTINGS = Map.of(
            "PGHOST", "PGHOST",
            "PGPORT", "PGPORT",
            "PGDBNAME", "PGDATABASE",
            "sslmode", "PGSSLMODE",
            "sslrootcert", "PGSSLROOTCERT",
            "sslcert", "PGSSLCERT",
            "sslkey", "PGSSLKEY");

    private static final int TOLD_CHARS = 500;

    private final JournalConfig journal;

    /** @param journal on PostgreSQL */
    PostgresClient(JournalConfig journal) {
        this.journal = journal.asOwner();
    }

    /** Takes what the program prints. */
    interface Reading {
        void from(InputStream output) throws IOException;
    }

    /** Gives the program what it reads. */
    interface Writing {
        void to(OutputStream input) throws IOException;
    }

    /**
     * Runs a program and hands over what it prints.
     *
     * @throws BackupException with the program's last words if it fails, or is not there
     */
    void read(List<String> command, Reading reading) throws IOException {
        run(command, input -> {}, reading);
    }

    /**
     * Runs two programs: what the first prints the second reads. That it was all the second hears only once the first has ended
     * well; else it is killed, and whatever it has begun comes to nothing.
     */
    void pipe(List<String> first, Writing writing, List<String> second) throws IOException {
        run(
                second,
                input -> run(first, writing, output -> output.transferTo(input)),
                output -> output.transferTo(OutputStream.nullOutputStream()));
    }

    private void run(List<String> command, Writing writing, Reading reading) throws IOException {
        var complaints = Files.createTempFile("conclave-postgres-", ".log");
        try {
            var process = start(command, complaints.toFile());
            try {
                var fault = converse(process, writing, reading);
                int exit = process.waitFor();
                var said = lastWords(complaints);
                if (fault != null && (exit == 0 || said.isEmpty())) {
                    throw fault;
                }
                if (exit != 0) {
                    throw new BackupException(command.getFirst() + " failed on " + journal.place() + ": "
                            + (said.isEmpty() ? "it ended with code " + exit : said));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new BackupException(command.getFirst() + " was interrupted", e);
            } finally {
                process.destroyForcibly();
            }
        } finally {
            Files.delete(complaints);
        }
    }

    /**
     * Both at once, or program and we would wait for each other. A program that fails stops to listen: what it said then says more
     * than the broken pipe, which is returned. One that is not told all is killed and never sees an end of its input.
     */
    private static @Nullable IOException converse(Process process, Writing writing, Reading reading)
            throws IOException, InterruptedException {
        var told = new FutureTask<>(() -> tell(process, writing), true);
        Thread.ofVirtual().name("conclave-postgres-told").start(told);
        try (var output = process.getInputStream()) {
            reading.from(output);
        } catch (IOException e) {
            process.destroyForcibly();
            throw e;
        }
        try {
            var _ = told.get();
            return null;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UncheckedIOException broken) {
                return broken.getCause();
            }
            throw e.getCause() instanceof RuntimeException fault ? fault : new IllegalStateException(e.getCause());
        }
    }

    private static void tell(Process process, Writing writing) {
        boolean whole = false;
        try {
            var input = process.getOutputStream();
            writing.to(input);
            input.flush();
            whole = true;
            input.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            if (!whole) {
                process.destroyForcibly();
            }
        }
    }

    private Process start(List<String> command, File complaints) {
        var told = new ArrayList<>(command);
        told.set(0, program(command.getFirst()).toString());
        var builder = new ProcessBuilder(told).redirectError(complaints);
        builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
        builder.environment().putAll(environment());
        try {
            return builder.start();
        } catch (IOException e) {
            throw new BackupException(command.getFirst() + " cannot be started: " + e.getMessage(), e);
        }
    }

    private Map<String, String> environment() {
        Properties parsed = Driver.parseURL(journal.url(), new Properties());
        if (parsed == null) {
            throw new BackupException("conclave.journal.url is no PostgreSQL address: write"
                    + " jdbc:postgresql://HOST:5432/DATABASE, with user and password under keys of their own");
        }
        var environment = new TreeMap<String, String>();
        SETTINGS.forEach((key, variable) -> {
            var value = parsed.getProperty(key);
            if (value != null) {
                environment.put(variable, value);
            }
        });
        environment.put("PGUSER", journal.user());
        environment.put("PGPASSWORD", journal.password());
        environment.put("PGAPPNAME", "conclave backup");
        environment.put(
                "PGCONNECT_TIMEOUT", Long.toString(journal.connectTimeout().toSeconds()));
        return environment;
    }

    private static String lastWords(Path complaints) throws IOException {
        var said = Files.readString(complaints).strip().replaceAll("\\s*\\R\\s*", "; ");
        return said.substring(Math.max(0, said.length() - TOLD_CHARS));
    }

    private static Path program(String name) {
        return folders()
                .map(folder -> folder.resolve(name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new BackupException("Backups are made and put back with PostgreSQL's " + name
                        + ", which is not on this machine: apt-get install postgresql-client"));
    }

    private static Stream<Path> folders() {
        var onPath = Stream.of(String.valueOf(System.getenv("PATH")).split(File.pathSeparator, -1))
                .filter(folder -> !folder.isEmpty())
                .map(Path::of);
        return Stream.concat(debian().stream(), onPath);
    }

    private static List<Path> debian() {
        if (!Files.isDirectory(DEBIAN)) {
            return List.of();
        }
        try (var versions = Files.list(DEBIAN)) {
            return versions.sorted(Comparator.comparing(PostgresClient::version).reversed())
                    .map(folder -> folder.resolve("bin"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int version(Path folder) {
        var name = String.valueOf(folder.getFileName());
        return name.matches("\\d{1,3}") ? Integer.parseInt(name) : 0;
    }
}
