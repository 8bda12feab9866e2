package io.conclave.app.command;

import io.conclave.app.sweep.PieceWork;
import io.conclave.app.sweep.SweepJob;
import io.conclave.app.sweep.SweepReport;
import io.conclave.nativerisk.Progress;
import io.conclave.nativerisk.Worker;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Does pieces of a sweep for a program that asks for them line by line: {@code piece 3} is computed into its file and
 * answered {@code @piece 3}; {@code whole} ends it with the report of all pieces in the folder.
 */
final class PieceServer {
    private static final String PIECE = "piece ";

    private final BufferedReader asked;
    private final Consumer<String> answer;

    PieceServer(InputStream asked, Consumer<String> answer) {
        this.asked = new BufferedReader(new InputStreamReader(asked, StandardCharsets.UTF_8));
        this.answer = answer;
    }

    SweepReport serve(SweepJob job, Worker worker, Path folder, Progress progress) {
        try (var work = new PieceWork(job, worker, folder)) {
            for (String line = asked.readLine(); line != null; line = asked.readLine()) {
                if (line.equals("whole")) {
                    return work.whole();
                }
                if (!line.startsWith(PIECE)) {
                    throw new IllegalArgumentException("\"" + line + "\" is neither a piece nor the whole");
                }
                int piece = Integer.parseInt(line.substring(PIECE.length()));
                work.compute(piece, progress);
                answer.accept("@" + PIECE + piece);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("What is to be done cannot be read: " + e.getMessage(), e);
        }
        throw new IllegalArgumentException("Whoever asked for pieces never asked for the whole");
    }
}
