package io.conclave.venues.capture;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.GZIPOutputStream;

/**
 * Records what a venue sends as lines of nanoseconds and text, into a new file; gzipped if its name ends so. Messages and answers by
 * REST alike, in the order they came: {@link CaptureReader} tells them apart.
 */
public final class CaptureWriter implements AutoCloseable {
    private final Writer out;

    private CaptureWriter(Writer out) {
        this.out = out;
    }

    /** @throws java.nio.file.FileAlreadyExistsException rather than to add to another session's capture */
    public static CaptureWriter create(Path file) throws IOException {
        OutputStream bytes = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW);
        if (file.toString().endsWith(".gz")) {
            bytes = new GZIPOutputStream(bytes, true);
        }
        return new CaptureWriter(new BufferedWriter(new OutputStreamWriter(bytes, StandardCharsets.UTF_8)));
    }

    /**
     * @param atNanos when it came, local clock, epoch nanoseconds, &gt;= 0
     * @param text JSON; line breaks in it become blanks, which JSON does not tell apart
     */
    public void write(long atNanos, String text) throws IOException {
        if (atNanos < 0) {
            throw new IllegalArgumentException("A moment before 1970 is no moment of a capture: " + atNanos);
        }
        out.write(Long.toString(atNanos));
        out.write(' ');
        out.write(text.replace('\n', ' ').replace('\r', ' ').strip());
        out.write('\n');
    }

    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
