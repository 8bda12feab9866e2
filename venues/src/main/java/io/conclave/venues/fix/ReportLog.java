package io.conclave.venues.fix;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Orders before they are sent and reports before they are acknowledged, one a line, on disk when the call returns: what the venue need not tell
 * again. A line that a crash has cut was never acknowledged, and is taken off.
 */
final class ReportLog implements AutoCloseable {
    /** A message, and whether we sent it. */
    record Entry(boolean sent, String message) {}

    private final Path path;
    private final FileChannel file;

    private ReportLog(Path path, FileChannel file) {
        this.path = path;
        this.file = file;
    }

    static ReportLog open(Path path) throws IOException {
        Files.createDirectories(path.toAbsolutePath().getParent());
        var file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var log = new ReportLog(path, file);
        file.truncate(log.wholeLines());
        file.position(file.size());
        return log;
    }

    List<Entry> entries() throws IOException {
        var entries = new ArrayList<Entry>();
        for (var line : text().lines().toList()) {
            entries.add(new Entry(line.startsWith(">"), line.substring(1)));
        }
        return entries;
    }

    /** @throws UncheckedIOException the disk failed: nothing may be sent or acknowledged */
    void append(boolean sent, String message) {
        try {
            var line = (sent ? ">" : "<") + message.replace('\n', ' ') + "\n";
            var bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
            file.force(false);
        } catch (IOException e) {
            throw new UncheckedIOException("The log of FIX messages cannot be written", e);
        }
    }

    private long wholeLines() throws IOException {
        var text = text();
        return text.substring(0, text.lastIndexOf('\n') + 1).getBytes(StandardCharsets.UTF_8).length;
    }

    private String text() throws IOException {
        return Files.readString(path);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
