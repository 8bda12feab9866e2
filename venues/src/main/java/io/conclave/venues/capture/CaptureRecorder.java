package io.conclave.venues.capture;

import java.io.IOException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records a connection while it runs. A disk that fails ends the recording and is told once in the log; the connection goes on without.
 * For one thread at a time.
 */
public final class CaptureRecorder implements Consumer<CapturedLine>, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CaptureRecorder.class);

    private final CaptureWriter writer;
    private boolean broken;
    private long lines;

    public CaptureRecorder(CaptureWriter writer) {
        this.writer = writer;
    }

    @Override
    public synchronized void accept(CapturedLine line) {
        if (broken) {
            return;
        }
        try {
            writer.write(line);
            lines++;
        } catch (IOException e) {
            broken = true;
            LOG.warn("The capture ends after {} lines, for it cannot be written: {}", lines, e.getMessage());
        }
    }

    /** Lines written so far. */
    public synchronized long lines() {
        return lines;
    }

    /** Whether all that came is recorded. */
    public synchronized boolean whole() {
        return !broken;
    }

    @Override
    public synchronized void close() throws IOException {
        writer.close();
        broken = true;
    }
}
