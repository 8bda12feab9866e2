package io.conclave.venues.capture;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** Reads captures whole, plain or gzipped, in either form that {@link LineFormat} shows; empty lines do not count. */
public final class CaptureReader {
    private CaptureReader() {}

    /**
     * All lines of a file, in its order.
     *
     * @throws IOException if it cannot be read, or a line is none of a capture: the message names file and line
     */
    public static List<CapturedLine> read(Path file) throws IOException {
        var lines = new ArrayList<CapturedLine>();
        try (var reader = new BufferedReader(new InputStreamReader(open(file), StandardCharsets.UTF_8))) {
            int number = 0;
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                number++;
                if (!line.isBlank()) {
                    lines.add(parse(line, file, number));
                }
            }
        }
        return List.copyOf(lines);
    }

    /** Several files of one session as one, by time; lines of one moment in the order of the files. */
    public static List<CapturedLine> readTogether(List<Path> files) throws IOException {
        var lines = new ArrayList<CapturedLine>();
        for (var file : files) {
            lines.addAll(read(file));
        }
        lines.sort(Comparator.comparingLong(CapturedLine::atNanos));
        return List.copyOf(lines);
    }

    private static InputStream open(Path file) throws IOException {
        var bytes = Files.newInputStream(file);
        return file.toString().endsWith(".gz") ? new GZIPInputStream(bytes) : bytes;
    }

    private static CapturedLine parse(String line, Path file, int number) throws IOException {
        try {
            return LineFormat.parse(line);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new IOException(file + ", line " + number + ": " + e.getMessage(), e);
        }
    }
}
