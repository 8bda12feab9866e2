package io.conclave.system.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Puts runs through faults, one after the other, until all have happened: a run that ends is audited, and what is left
 * happens to another.
 */
final class Ordeal {
    private final Servers servers;
    private final Path folder;
    private final String feedSpeed;
    private final Toll toll;
    private int runs;

    /**
     * @param feedSpeed how much faster than the market was the feed speaks
     */
    Ordeal(Servers servers, Path folder, String feedSpeed, Toll toll) {
        this.servers = servers;
        this.folder = folder;
        this.feedSpeed = feedSpeed;
        this.toll = toll;
    }

    /** All of these, and not a thing wrong with any run afterwards. */
    void of(List<Fault> faults) {
        var left = new ArrayDeque<>(faults);
        while (!left.isEmpty()) {
            int before = left.size();
            run(left);
            assertThat(left.size())
                    .as("a whole run never came to " + left.peek())
                    .isLessThan(before);
        }
    }

    private void run(Deque<Fault> left) {
        try (var scene = Scene.on(servers, Files.createDirectories(folder.resolve("run-" + ++runs)))) {
            scene.startFeed(feedSpeed);
            var struck = new StringBuilder();
            boolean over = false;
            while (!over && !left.isEmpty()) {
                long begun = System.nanoTime();
                if (left.getFirst().strike(scene)) {
                    var fault = left.removeFirst();
                    toll.add(fault.kind(), System.nanoTime() - begun);
                    struck.append(' ')
                            .append(fault.kind())
                            .append('@')
                            .append(scene.progress().steps());
                } else {
                    over = true;
                }
            }
            if (!over) {
                scene.runningNode();
                scene.awaitEnd();
            }
            assertThat(scene.findings()).as("after" + struck).isEmpty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
