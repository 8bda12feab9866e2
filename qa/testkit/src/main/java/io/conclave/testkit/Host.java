package io.conclave.testkit;

import java.util.List;
import java.util.stream.Stream;

/**
 * Where a program of a test runs and where it is reached: on this machine, or on a host of a network laboratory.
 *
 * @param name as reports tell it
 * @param address IPv4, under which this JVM and the other hosts reach it
 * @param entrance the words that go before a command that is to run there; none for this machine
 */
public record Host(String name, String address, List<String> entrance) {
    public Host {
        entrance = List.copyOf(entrance);
    }

    /** This machine, reached over its loopback only. */
    public static Host thisMachine() {
        return new Host("this machine", "127.0.0.1", List.of());
    }

    /** The command that runs these words there; the process is the program's own, so that it can be signalled. */
    public List<String> command(List<String> words) {
        return Stream.concat(entrance.stream(), words.stream()).toList();
    }

    @Override
    public String toString() {
        return name;
    }
}
