package io.conclave.persistence.backup;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.conclave.persistence.journal.JournalConfig;
import io.conclave.persistence.preflight.Preflight;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes the journal's database, as it is at one moment, into one file: a ZIP with the dump of {@code pg_dump} and a
 * {@link BackupManifest}. Nodes may go on meanwhile.
 *
 * <p>The file appears under its name when it is whole and on disk, readable by its owner alone.
 */
public final class Backup {
    static final String DUMP = "database.dump";
    static final String MANIFEST = "manifest.json";

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private Backup() {}

    /**
     * Takes a backup.
     *
     * @param journal on PostgreSQL, with the schema of this program
     * @param file which must not be there yet
     * @return what the file says of itself
     * @throws BackupException if the file cannot be written, or {@code pg_dump} fails; nothing is left behind then
     * @throws io.conclave.persistence.schema.UnfitDatabaseException if the server does not let us in
     */
    public static BackupManifest write(JournalConfig journal, Path file, InstantSource clock) {
        if (Files.exists(file)) {
            throw new BackupException(file + " is there already: name another file, or move it away");
        }
        var facts = Preflight.look(journal, clock);
        var schema = facts.schema()
                .present()
                .orElseThrow(() -> new BackupException("There is nothing to back up at " + journal.place()
                        + ": it has none of our tables; correct conclave.journal.url"));
        var folder = Objects.requireNonNull(file.toAbsolutePath().getParent(), "A file is in a folder");
        try {
            var partial = Files.createTempFile(
                    folder,
                    ".conclave-backup-",
                    ".partial",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try {
                var manifest = fill(partial, journal, schema, facts.version(), clock);
                force(partial);
                Files.createLink(file, partial); // unlike a move, never over somebody else's
                force(folder);
                return manifest;
            } finally {
                Files.deleteIfExists(partial);
            }
        } catch (FileAlreadyExistsException e) {
            throw new BackupException(file + " has come to be there meanwhile: name another file", e);
        } catch (IOException e) {
            throw new BackupException("The backup " + file + " cannot be written: " + e, e);
        }
    }

    private static BackupManifest fill(
            Path partial, JournalConfig journal, String schema, String server, InstantSource clock) throws IOException {
        var begun = clock.instant().toString();
        var counted = new long[1];
        var digest = sha256();
        try (var zip = new ZipOutputStream(Files.newOutputStream(partial))) {
            zip.setLevel(Deflater.NO_COMPRESSION); // the dump is compressed
            zip.putNextEntry(new ZipEntry(DUMP));
            // Who owns what, and who may, is said by the schema's own grants when it is put back.
            new PostgresClient(journal)
                    .read(
                            List.of("pg_dump", "--format=custom", "--no-owner", "--no-privileges", "--no-comments"),
                            output -> counted[0] = new DigestInputStream(output, digest).transferTo(zip));
            var manifest = new BackupManifest(
                    BackupManifest.FORMAT,
                    schema,
                    server,
                    journal.place(),
                    begun,
                    counted[0],
                    HexFormat.of().formatHex(digest.digest()));
            zip.putNextEntry(new ZipEntry(MANIFEST));
            writeTo(zip, manifest);
            return manifest;
        }
    }

    private static void writeTo(OutputStream zip, BackupManifest manifest) throws IOException {
        zip.write(JSON.writeValueAsBytes(manifest));
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    private static void force(Path path) throws IOException {
        try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
