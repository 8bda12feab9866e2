package io.conclave.persistence.backup;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.util.HexFormat;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/** A backup that {@link Backup} wrote, opened: whole, or refused with a sentence. */
final class BackupFile implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final ZipFile zip;
    private final BackupManifest manifest;

    /** @throws BackupException if it is no backup, not whole, or of a format that is not known here */
    static BackupFile open(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new BackupException("There is no backup " + file);
        }
        try {
            var zip = new ZipFile(file.toFile());
            try {
                var opened = new BackupFile(file, zip);
                opened.check();
                return opened;
            } catch (IOException | RuntimeException e) {
                zip.close();
                throw e;
            }
        } catch (ZipException | JsonProcessingException e) {
            throw damaged(file, e.getMessage(), e);
        } catch (IOException e) {
            throw new BackupException("The backup " + file + " cannot be read: " + e, e);
        }
    }

    private BackupFile(Path file, ZipFile zip) throws IOException {
        this.file = file;
        this.zip = zip;
        try (var text = entry(Backup.MANIFEST)) {
            this.manifest = JSON.readValue(text, BackupManifest.class);
        }
    }

    private void check() throws IOException {
        if (manifest.format() != BackupManifest.FORMAT) {
            throw new BackupException("The backup " + file + " has format " + manifest.format()
                    + ", and this Conclave reads " + BackupManifest.FORMAT + ": use the Conclave that wrote it");
        }
        var digest = Backup.sha256();
        try (var dump = new DigestInputStream(dump(), digest)) {
            dump.transferTo(OutputStream.nullOutputStream());
        }
        if (!HexFormat.of().formatHex(digest.digest()).equals(manifest.sha256())) {
            throw damaged(file, "its checksum is another", null);
        }
    }

    BackupManifest manifest() {
        return manifest;
    }

    InputStream dump() throws IOException {
        return entry(Backup.DUMP);
    }

    private InputStream entry(String name) throws IOException {
        var entry = zip.getEntry(name);
        if (entry == null) {
            throw damaged(file, "it has no " + name, null);
        }
        return zip.getInputStream(entry);
    }

    private static BackupException damaged(Path file, @Nullable String why, @Nullable Exception e) {
        var sentence = "The backup " + file + " is damaged or was never one (" + why + "): take another";
        return e == null ? new BackupException(sentence) : new BackupException(sentence, e);
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
