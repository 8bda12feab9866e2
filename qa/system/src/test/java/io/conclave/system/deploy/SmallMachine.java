package io.conclave.system.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A control group above all containers of a stack: what they have together, as if the machine had no more. Needs root, and
 * control groups of either version.
 */
final class SmallMachine implements AutoCloseable {
    private static final Path ROOT = Path.of("/sys/fs/cgroup");
    private static final int PERIOD_MICROS = 100_000;

    private final String name;
    private final boolean unified;

    private SmallMachine(String name, boolean unified) {
        this.name = name;
        this.unified = unified;
    }

    /**
     * Makes one.
     *
     * @param mebibytes of memory, without swap
     * @param processors of processor time; a tenth is 0.1
     */
    static SmallMachine of(int mebibytes, double processors) {
        boolean unified = Files.exists(ROOT.resolve("cgroup.controllers"));
        var machine =
                new SmallMachine("conclave-micro-" + ProcessHandle.current().pid(), unified);
        try {
            if (unified) {
                Files.writeString(ROOT.resolve("cgroup.subtree_control"), "+cpu +memory");
            }
            for (var controller : List.of("memory", "cpu")) {
                Files.createDirectories(machine.folder(controller));
            }
            machine.write(
                    "memory", unified ? "memory.max" : "memory.limit_in_bytes", Long.toString(mebibytes * (1L << 20)));
        } catch (IOException e) {
            throw new UncheckedIOException("No control group can be made here", e);
        }
        machine.give(processors);
        return machine;
    }

    /** As compose takes it for {@code cgroup_parent}. */
    String name() {
        return "/" + name;
    }

    /** Gives it that much processor time from now on. */
    void give(double processors) {
        long quota = Math.round(processors * PERIOD_MICROS);
        if (unified) {
            write("cpu", "cpu.max", quota + " " + PERIOD_MICROS);
        } else {
            write("cpu", "cpu.cfs_period_us", Integer.toString(PERIOD_MICROS));
            write("cpu", "cpu.cfs_quota_us", Long.toString(quota));
        }
    }

    /** Processes that were killed for want of memory, of whichever container. */
    long killed() {
        return number("memory", unified ? "memory.events" : "memory.oom_control", "oom_kill");
    }

    /** Bytes that programs hold; what the kernel keeps of files is not among them, for it gives that back. */
    long heldBytes() {
        return number("memory", "memory.stat", unified ? "anon" : "total_rss");
    }

    /** The most that it ever held, with what the kernel kept of files; bytes. */
    long peakBytes() {
        return Long.parseLong(read("memory", unified ? "memory.peak" : "memory.max_usage_in_bytes")
                .strip());
    }

    private long number(String controller, String file, String key) {
        return read(controller, file)
                .lines()
                .filter(line -> line.startsWith(key + " "))
                .mapToLong(line -> Long.parseLong(line.substring(key.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("This kernel does not count " + key + " in " + file));
    }

    private Path folder(String controller) {
        return unified ? ROOT.resolve(name) : ROOT.resolve(controller).resolve(name);
    }

    private String read(String controller, String file) {
        try {
            return Files.readString(folder(controller).resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(String controller, String file, String value) {
        try {
            Files.writeString(folder(controller).resolve(file), value);
        } catch (IOException e) {
            throw new UncheckedIOException("The control group takes no " + file + " = " + value, e);
        }
    }

    /** When all in it have ended. */
    @Override
    public void close() {
        try {
            for (var controller : List.of("memory", "cpu")) {
                Files.deleteIfExists(folder(controller));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Somebody is left in the control group " + name, e);
        }
    }
}
