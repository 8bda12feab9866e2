package io.conclave.trainer.quant;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import ml.dmlc.xgboost4j.java.XGBoostError;

/**
 * Trains one model and ends.
 *
 * <pre>
 * QuantTrainer TRAINING-SET MODEL [--while-stdin-open]
 *   stdout  one line of JSON: what was trained and what it took
 *   exit    0 trained, 1 failed, 2 wrong usage or no training set
 * </pre>
 *
 * <p>The same training set gives the same model, byte for byte. The model is written beside its place and moved there
 * whole, so that a trainer killed at any moment leaves no half of one. With {@code --while-stdin-open} it ends as soon
 * as whoever started it does.
 */
public final class QuantTrainer {
    private static final String WHILE_STDIN_OPEN = "--while-stdin-open";

    private QuantTrainer() {}

    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    /** @return the exit code */
    static int run(String... words) {
        var arguments = List.of(words);
        boolean watched = arguments.size() == 3 && arguments.getLast().equals(WHILE_STDIN_OPEN);
        if (arguments.size() != 2 && !watched) {
            System.err.println("Usage: QuantTrainer TRAINING-SET MODEL [" + WHILE_STDIN_OPEN + "]");
            return 2;
        }
        if (watched) {
            endWithStdin();
        }
        try {
            System.out.println(train(Path.of(arguments.get(0)), Path.of(arguments.get(1))));
            return 0;
        } catch (TrainingFile.UnreadableException e) {
            System.err.println(e.getMessage());
            return 2;
        } catch (IOException | XGBoostError e) {
            System.err.println("No model from " + arguments.get(0) + ": " + e);
            return 1;
        }
    }

    private static String train(Path trainingSet, Path model) throws IOException, XGBoostError {
        long started = System.nanoTime();
        var file = TrainingFile.read(trainingSet);
        var grown = Grove.grow(file);
        writeWhole(grown.model(), model);
        return String.format(
                Locale.ROOT,
                "{\"rows\":%d,\"features\":%d,\"rounds\":%d,\"logLoss\":%.6f,\"modelBytes\":%d,\"modelSha256\":\"%s\","
                        + "\"trainMs\":%d,\"peakRssKib\":%d,\"pssKib\":%d}",
                file.rows(),
                file.columns(),
                file.growth().rounds(),
                grown.logLoss(),
                grown.model().length,
                sha256(grown.model()),
                (System.nanoTime() - started) / 1_000_000,
                ProcessMemory.peakRssKib(),
                ProcessMemory.pssKib());
    }

    private static void writeWhole(byte[] bytes, Path place) throws IOException {
        var beside = place.resolveSibling(
                place.getFileName() + "." + ProcessHandle.current().pid() + ".tmp");
        try (var channel = FileChannel.open(beside, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            var rest = ByteBuffer.wrap(bytes);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            channel.force(true);
        }
        Files.move(beside, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    private static void endWithStdin() {
        Thread.ofPlatform().daemon().name("stdin-watch").start(() -> {
            try {
                System.in.transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
                // A broken pipe means the same as a closed one.
            }
            Runtime.getRuntime().halt(1);
        });
    }
}
