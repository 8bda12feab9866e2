package io.conclave.system.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What the operating system knows of an engine and its children. */
public final class Processes {
    private Processes() {}

    /** Living C++ workers that the engine of that number started, whoever is their parent by now. */
    public static List<ProcessHandle> workersOf(long engine) {
        return ProcessHandle.allProcesses()
                .filter(process -> program(process.pid()).contains("/conclave-worker-" + engine + "-"))
                .filter(process -> !hasEnded(process.pid()))
                .toList();
    }

    /** The first word of its command line. The link to its file would do for root only: a worker is not dumpable. */
    private static String program(long pid) {
        try {
            var line = Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"), StandardCharsets.ISO_8859_1);
            int end = line.indexOf('\0');
            return end < 0 ? line : line.substring(0, end);
        } catch (IOException e) {
            return "";
        }
    }

    /** Ended children of that process that it did not bury. */
    public static List<Long> zombiesOf(long parent) {
        return ProcessHandle.of(parent).stream()
                .flatMap(ProcessHandle::children)
                .map(ProcessHandle::pid)
                .filter(child -> state(child) == 'Z')
                .toList();
    }

    /** Memory that the engine of that number shared with its children, and is still there. */
    public static List<Path> sharedMemoryOf(long engine) {
        try (Stream<Path> files = Files.list(Path.of("/dev/shm"))) {
            return files.filter(file -> file.getFileName().toString().startsWith("conclave-" + engine + "-"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Gone, or dead and waiting to be buried. */
    public static boolean hasEnded(long pid) {
        char state = state(pid);
        return state == 'Z' || state == 'X';
    }

    /** As in {@code /proc/PID/stat}; X for a process that is gone. */
    private static char state(long pid) {
        try {
            var stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2);
        } catch (IOException e) {
            return 'X';
        }
    }

    public static void signal(String name, long pid) {
        try {
            int exit = new ProcessBuilder("kill", "-s", name, Long.toString(pid))
                    .start()
                    .waitFor();
            if (exit != 0) {
                throw new AssertionError("kill -s " + name + " " + pid + " ended with " + exit);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted", e);
        }
    }
}
