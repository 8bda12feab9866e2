package io.conclave.benchmarks;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Eight mebibytes of bars on their way to a child that sums them: down a pipe, copied into shared memory, or lying there
 * already, as the bars of a resident data set do. Here they are what they are in the engine, columns of {@code long}.
 */
final class Bulk implements AutoCloseable {
    static final int BYTES = 8 << 20;
    private static final int NUMBERS = BYTES / Long.BYTES;

    private final Path file;
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment shared;
    private final byte[] payload = new byte[BYTES];
    private final long[] numbers = new long[NUMBERS];
    private final long sum;
    private final Process child;
    private final OutputStream to;
    private final DataInputStream from;
    private final byte[] request = new byte[2 * Long.BYTES];

    private Bulk(Path file, BenchProgram program) throws IOException {
        this.file = file;
        long all = 0;
        var bytes = ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < NUMBERS; i++) {
            numbers[i] = 3_000_000L + i % 977;
            bytes.putLong(numbers[i]);
            all += numbers[i];
        }
        sum = all;
        try (var channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(payload));
            shared = channel.map(MapMode.READ_WRITE, 0, BYTES, arena);
        }
        child = program.startAnother("sum", file.toString());
        to = child.getOutputStream();
        from = new DataInputStream(child.getInputStream());
    }

    static Bulk open(BenchProgram program) {
        try {
            return new Bulk(Files.createTempFile(Path.of("/dev/shm"), "conclave-bench-", ""), program);
        } catch (IOException e) {
            throw new NotMeasuredException("8 MiB cannot be shared in /dev/shm: " + e.getMessage(), e);
        }
    }

    /** Nanoseconds, wall time, until the child's sum of the bars is here, which went down the pipe as bytes. */
    double throughThePipe() {
        return timed(() -> {
            ByteBuffer.wrap(payload)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asLongBuffer()
                    .put(numbers);
            to.write(request(0));
            to.write(payload);
        });
    }

    /** The same with bars that are bytes already. */
    double bytesThroughThePipe() {
        return timed(() -> {
            to.write(request(0));
            to.write(payload);
        });
    }

    /** The same with the bars copied into shared memory first. */
    double copiedIntoSharedMemory() {
        return timed(() -> {
            MemorySegment.copy(numbers, 0, shared, ValueLayout.JAVA_LONG, 0, NUMBERS);
            to.write(request(1));
        });
    }

    /** The same with the bars lying in shared memory. */
    double lyingInSharedMemory() {
        return timed(() -> to.write(request(1)));
    }

    private interface Send {
        void go() throws IOException;
    }

    private double timed(Send send) {
        try {
            long begun = System.nanoTime();
            send.go();
            to.flush();
            long answer = Long.reverseBytes(from.readLong());
            long took = System.nanoTime() - begun;
            if (answer != sum) {
                throw new NotMeasuredException("The child summed " + answer + " and not " + sum);
            }
            return took;
        } catch (IOException e) {
            throw new NotMeasuredException("The summing child is gone: " + e.getMessage(), e);
        }
    }

    private byte[] request(long where) {
        ByteBuffer.wrap(request).order(ByteOrder.LITTLE_ENDIAN).putLong(BYTES).putLong(where);
        return request;
    }

    @Override
    public void close() {
        child.destroyForcibly();
        child.onExit().join();
        arena.close();
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new NotMeasuredException(file + " cannot be removed", e);
        }
    }
}
