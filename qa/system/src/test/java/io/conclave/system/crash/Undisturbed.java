package io.conclave.system.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The week on servers with nothing done to it, played once: a sound database for those who plant what is wrong.
 *
 * <p>Its node leaves its loaded classes behind, and every later node starts from them in two thirds of the time: a proof of
 * many kills is mostly starts.
 */
public final class Undisturbed {
    private static final Path CLASSES = Path.of("target", "node.jsa").toAbsolutePath();

    /** One that does not find them starts as always, and says nothing about it. */
    private static final List<String> STARTING_FROM_CLASSES = List.of(
            "-XX:SharedArchiveFile=" + CLASSES,
            "-Xshare:auto",
            "-Xlog:disable",
            "-Xlog:all=error:stderr",
            // None lives long enough for the second compiler's work to pay.
            "-XX:TieredStopAtLevel=1");

    private static final List<String> LEAVING_CLASSES =
            List.of("-XX:ArchiveClassesAtExit=" + CLASSES, "-Xlog:disable", "-Xlog:all=error:stderr");

    private static final class Once {
        private static final Scene PLAYED = play();
    }

    private Undisturbed() {}

    static Scene week() {
        return Once.PLAYED;
    }

    /** Options of a JVM that starts from the classes of the undisturbed node. */
    public static List<String> quickStart() {
        week();
        return STARTING_FROM_CLASSES;
    }

    private static Scene play() {
        try {
            Files.deleteIfExists(CLASSES);
            return played(Scene.on(
                    Servers.untouched(),
                    Files.createTempDirectory(Path.of("target"), "undisturbed-"),
                    LEAVING_CLASSES));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Scene played(Scene scene) {
        boolean sound = false;
        try {
            scene.startFeed("max");
            scene.startNode();
            scene.awaitEnd();
            assertThat(scene.findings())
                    .as("of a week to which nothing was done")
                    .isEmpty();
            sound = true;
            return scene;
        } finally {
            if (!sound) {
                scene.close();
            }
        }
    }
}
