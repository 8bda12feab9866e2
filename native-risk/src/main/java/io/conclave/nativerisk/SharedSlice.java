package io.conclave.nativerisk;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Memory that we and one child see: a file in {@code /dev/shm} that only this user may open, named {@code
 * conclave-PID-N} after the process that made it. Closed, the file is gone.
 */
final class SharedSlice implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SharedSlice.class);
    private static final Path FOLDER = Path.of("/dev/shm");
    private static final Pattern NAME = Pattern.compile("conclave-(\\d{1,18})-\\d{1,12}");
    private static final long OURS = ProcessHandle.current().pid();
    private static final AtomicLong NEXT = new AtomicLong();

    static {
        // Nothing of ours exists yet: a file with our number was left by a dead process that had it before.
        sweep(true);
    }

    private final Path file;
    private final Arena arena;
    private final MemorySegment memory;

    private SharedSlice(Path file, Arena arena, MemorySegment memory) {
        this.file = file;
        this.arena = arena;
        this.memory = memory;
    }

    /**
     * Makes a slice and fills it with zeros, so that memory that is not there fails here and not later, as a signal.
     *
     * @throws IOException if /dev/shm is full or missing
     */
    static SharedSlice create(long bytes) throws IOException {
        while (true) {
            var file = FOLDER.resolve("conclave-" + OURS + "-" + NEXT.incrementAndGet());
            try {
                return create(file, bytes);
            } catch (FileAlreadyExistsException taken) {
                log.debug("{} is taken; trying the next", file);
            }
        }
    }

    private static SharedSlice create(Path file, long bytes) throws IOException {
        var onlyUs = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        var how = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try (var channel = FileChannel.open(file, how, onlyUs)) {
            var arena = Arena.ofShared();
            try {
                fillWithZeros(channel, bytes);
                return new SharedSlice(file, arena, channel.map(MapMode.READ_WRITE, 0, bytes, arena));
            } catch (IOException | RuntimeException | Error e) {
                arena.close();
                Files.deleteIfExists(file);
                throw e;
            }
        }
    }

    private static void fillWithZeros(FileChannel channel, long bytes) throws IOException {
        var zeros = ByteBuffer.allocate((int) Math.min(bytes, 1 << 16));
        for (long left = bytes; left > 0; ) {
            zeros.clear().limit((int) Math.min(left, zeros.capacity()));
            left -= channel.write(zeros);
        }
    }

    String name() {
        return file.getFileName().toString();
    }

    long bytes() {
        return memory.byteSize();
    }

    MemorySegment memory() {
        return memory;
    }

    @Override
    public void close() {
        arena.close();
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            log.warn("{} could not be removed; the next start will try again", file, e);
        }
    }

    /** Removes what processes that are no more have left. */
    static void sweepLeftovers() {
        sweep(false);
    }

    private static void sweep(boolean alsoOurs) {
        try (var files = Files.newDirectoryStream(FOLDER, "conclave-*")) {
            for (Path file : files) {
                var name = NAME.matcher(file.getFileName().toString());
                if (!name.matches()) {
                    continue;
                }
                long pid = Long.parseLong(name.group(1));
                boolean dead = pid == OURS ? alsoOurs : ProcessHandle.of(pid).isEmpty();
                if (dead) {
                    sweep(file, pid);
                }
            }
        } catch (IOException e) {
            log.warn("{} could not be searched for what dead processes left", FOLDER, e);
        }
    }

    /** What cannot be removed, another user's above all, keeps nobody from removing the rest. */
    private static void sweep(Path file, long pid) {
        try {
            if (Files.deleteIfExists(file)) {
                log.info("Removed {}, left by process {}, which is no more", file, pid);
            }
        } catch (IOException e) {
            log.debug("{}, left by process {}, stays", file, pid, e);
        }
    }
}
