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
 * Records what goes to and fro between us and a venue, in its order, as the lines that {@link LineFormat} shows, into a new file; gzipped
 * if its name ends so.
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

    /** Line breaks in a text become blanks, which JSON does not tell apart. */
    public void write(CapturedLine line) throws IOException {
        out.write(LineFormat.format(line));
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
