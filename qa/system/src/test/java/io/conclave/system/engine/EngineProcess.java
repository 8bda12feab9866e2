package io.conclave.system.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * A running {@code ./conclave}: what it says is followed as it says it, so that a test can strike at a certain round.
 *
 * <p>Rounds are told by the progress bar, which the engine draws when {@code conclave.terminal} is true. Closed, it is
 * gone: a test that fails leaves no process behind.
 */
public final class EngineProcess implements AutoCloseable {
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final Pattern ROUND = Pattern.compile("round (\\d+) of");
    private static final Pattern PAGE = Pattern.compile("The page: (http://\\S+)\\s");

    private final Process process;
    private final CompletableFuture<String> stdout;
    private final CompletableFuture<Void> hearing;
    // Guarded by this.
    private final StringBuilder stderr = new StringBuilder();
    private int heardUpTo;
    private boolean silent;

    private EngineProcess(Process process) {
        this.process = process;
        this.stdout =
                CompletableFuture.supplyAsync(() -> text(process.getInputStream()), EngineProcess::onItsOwnThread);
        this.hearing = CompletableFuture.runAsync(this::hear, EngineProcess::onItsOwnThread);
    }

    public static EngineProcess following(Process process) {
        return new EngineProcess(process);
    }

    // ---- what it says

    /** Returns when the engine is through with that round, counting from what it said last when asked. */
    public synchronized void awaitRound(int wanted) {
        awaitMatch("round " + wanted, ROUND, round -> Integer.parseInt(round) >= wanted);
    }

    /** Returns when it has said that. */
    public synchronized void awaitSaid(String words) {
        awaitMatch(words, Pattern.compile("(" + Pattern.quote(words) + ")"), heard -> true);
    }

    /** Returns when it serves its page: where. */
    public synchronized URI awaitPage() {
        awaitMatch("The page", PAGE, heard -> true);
        var page = PAGE.matcher(stderr);
        if (!page.find()) {
            throw new AssertionError("What the engine said is gone: " + stderr);
        }
        return URI.create(page.group(1));
    }

    private synchronized void awaitMatch(String what, Pattern pattern, Predicate<String> wanted) {
        long deadline = System.nanoTime() + LONGEST.toNanos();
        try {
            while (!isHeard(pattern, wanted)) {
                if (silent || System.nanoTime() > deadline) {
                    throw new AssertionError("The engine never said \"" + what + "\", but: " + stderr);
                }
                wait(1_000);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted while listening to the engine", e);
        }
    }

    private synchronized boolean isHeard(Pattern pattern, Predicate<String> wanted) {
        var matcher = pattern.matcher(stderr);
        for (int from = heardUpTo; matcher.find(from); from = matcher.end()) {
            if (wanted.test(matcher.group(1))) {
                heardUpTo = matcher.end();
                return true;
            }
        }
        return false;
    }

    private void hear() {
        try (Reader reader = new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8)) {
            var buffer = new char[1024];
            for (int read = reader.read(buffer); read >= 0; read = reader.read(buffer)) {
                synchronized (this) {
                    stderr.append(buffer, 0, read);
                    notifyAll();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            synchronized (this) {
                silent = true;
                notifyAll();
            }
        }
    }

    // ---- what is done to it

    /** {@code kill -9}: nothing in the process gets to run again; what it had said by then is still heard. */
    public Ended kill() {
        return signal("KILL").await();
    }

    /** A signal by its name, as {@code kill} takes it. */
    public EngineProcess signal(String name) {
        Processes.signal(name, process.pid());
        return this;
    }

    public Ended await() {
        try {
            if (!process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("The engine does not end: " + said());
            }
            hearing.get(LONGEST.toSeconds(), TimeUnit.SECONDS);
            return new Ended(process.exitValue(), stdout.get(LONGEST.toSeconds(), TimeUnit.SECONDS), said());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted while the engine was running", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("What the engine said was lost", e);
        }
    }

    /** What it said on stderr so far. */
    public synchronized String said() {
        return stderr.toString();
    }

    // ---- what it holds

    public long pid() {
        return process.pid();
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    /** Run once it has ended, however that came about. */
    public void atItsEnd(Runnable then) {
        var _ = process.onExit().thenRun(then);
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Its C++ children that are alive. */
    public List<ProcessHandle> workers() {
        return Processes.workersOf(process.pid());
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private static String text(InputStream stream) {
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void onItsOwnThread(Runnable listening) {
        Thread.ofPlatform().daemon().name("listens-to-an-engine").start(listening);
    }
}
