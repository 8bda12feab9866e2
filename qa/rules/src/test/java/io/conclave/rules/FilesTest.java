package io.conclave.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.testkit.ProjectRoot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What stands in the project's files, whatever their language. */
class FilesTest {
    private static final Set<String> NOT_OURS =
            Set.of(".git", "target", "var", ".idea", ".vscode", ".settings", "node_modules");

    /** In two parts, so that this file keeps its own rule. */
    private static final Pattern MARK = Pattern.compile("\\b(TO" + "DO|FIX" + "ME|X" + "XX)\\b");

    private static final Pattern MACHINE = Pattern.compile("/(work" + "|root|home/[a-z]+)/[a-z.]");

    private static final Pattern ELSEWHERE = Pattern.compile("<(repository|pluginRepository|mirror)>");

    private static final Pattern VERSION = Pattern.compile("<version>(?!\\$\\{)");

    @Test
    void nothingIsMarkedToBeDoneLater() {
        assertThat(linesWith(MARK)).isEmpty();
    }

    @Test
    void nothingNamesAPlaceOfOneMachine() {
        assertThat(linesWith(MACHINE)).isEmpty();
    }

    @Test
    void versionsStandInTheRootPomOnly() {
        assertThat(poms().filter(pom -> !pom.equals(ProjectRoot.path().resolve("pom.xml"))))
                .isNotEmpty()
                .allSatisfy(pom ->
                        assertThat(withoutParent(pom)).as("versions in " + pom).doesNotContainPattern(VERSION));
    }

    @Test
    void everythingComesFromMavenCentral() {
        assertThat(poms())
                .allSatisfy(pom -> assertThat(text(pom)).as("sources of " + pom).doesNotContainPattern(ELSEWHERE));
    }

    @Test
    void thePatternsFindWhatTheyAreFor() {
        assertThat("// TO" + "DO: later").containsPattern(MARK);
        assertThat("see /home" + "/me/notes").containsPattern(MACHINE);
        assertThat("<version>1.0</version>").containsPattern(VERSION);
        assertThat("<version>${sbe.version}</version>").doesNotContainPattern(VERSION);
        assertThat("<repository><id>x</id>").containsPattern(ELSEWHERE);
    }

    private static Stream<Path> poms() {
        return files().stream().filter(file -> file.endsWith("pom.xml"));
    }

    /** The parent's version is the project's own, and Maven wants it there. */
    private static String withoutParent(Path pom) {
        return text(pom).replaceFirst("(?s)<parent>.*</parent>", "");
    }

    private static List<String> linesWith(Pattern pattern) {
        return files().stream()
                .flatMap(file -> {
                    List<String> lines = text(file).lines().toList();
                    return IntStream.range(0, lines.size())
                            .filter(i -> pattern.matcher(lines.get(i)).find())
                            .mapToObj(i ->
                                    file + ":" + (i + 1) + ": " + lines.get(i).strip());
                })
                .toList();
    }

    /** Empty for what is no text. */
    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (MalformedInputException e) {
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> files() {
        var files = new ArrayList<Path>();
        try {
            Files.walkFileTree(ProjectRoot.path(), new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    return NOT_OURS.contains(String.valueOf(folder.getFileName()))
                            ? FileVisitResult.SKIP_SUBTREE
                            : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (attributes.isRegularFile() && !NOT_OURS.contains(String.valueOf(file.getFileName()))) {
                        files.add(file);
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }
}
