package io.conclave.system.cluster;

import io.conclave.system.engine.EngineProcess;
import io.conclave.system.engine.Workplace;
import io.conclave.testkit.Host;
import io.conclave.testkit.Patience;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A node on a host of the laboratory, under a supervisor: when it ends and nobody here had it end, as a node does that was
 * downed, it is started again with the same command at once, as a container engine would.
 *
 * <p>Its API listens at the host's address; the test reaches it in any weather.
 */
final class ClusterNode implements AutoCloseable {
    static final int PORT = 8080;

    /** After so many starts nobody asked for, something is wrong that a start does not mend. */
    private static final int REVIVALS = 30;

    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(2);

    private final Workplace place;
    private final List<String> arguments;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(ANSWER_WITHIN).build();
    // All that follows is guarded by this.
    private final List<EngineProcess> lives = new ArrayList<>();
    private @Nullable EngineProcess present;
    private boolean wanted;
    private int revivals;

    /** A node that is yet to be started; its settings are those of the place. */
    ClusterNode(Workplace place, String... arguments) {
        var address = place.host().address();
        this.place = place.with("conclave.http.host", address)
                .with("conclave.http.port", PORT)
                // A list is set by its places; the JVM's options know no brackets.
                .with("conclave.http.security.origins.0", "http://" + address + ":" + PORT);
        this.arguments = List.of(arguments);
    }

    Host host() {
        return place.host();
    }

    // ---- its lives

    /** Starts it, or starts it again with the same command; returns at once. */
    synchronized void start() {
        if (isAlive()) {
            throw new IllegalStateException("Node " + host() + " runs already");
        }
        wanted = true;
        live();
    }

    private void live() {
        var life = place.start(arguments.toArray(String[]::new));
        lives.add(life);
        present = life;
        life.atItsEnd(() -> revive(life));
    }

    private synchronized void revive(EngineProcess ended) {
        if (wanted && present == ended && revivals < REVIVALS) {
            revivals++;
            live();
        }
    }

    /** {@code kill -9}: it is gone, and stays so until it is started. */
    void kill() {
        var process = givenUp();
        process.kill();
    }

    /** Told to leave; returns when it has, and has handed over what was its. It stays so until it is started. */
    void stop() {
        var process = givenUp();
        var ended = process.signal("TERM").await();
        // Given up by the others that very moment, it ends by itself.
        boolean wasGivenUp = ended.exitCode() == 1 && ended.stderr().contains("including myself");
        if (ended.exitCode() != 143 && !wasGivenUp) {
            throw new AssertionError("Node " + host() + " ended with " + ended.exitCode() + ": " + ended.stderr());
        }
    }

    private synchronized EngineProcess givenUp() {
        wanted = false;
        return present();
    }

    /** Stands still until it is woken: its connections are open and nobody answers. */
    void pause() {
        present().signal("STOP");
    }

    void wake() {
        present().signal("CONT");
    }

    synchronized boolean isAlive() {
        return present != null && present.isAlive();
    }

    /** How often it ended by itself and was started again. */
    synchronized int revivals() {
        return revivals;
    }

    /** The process that runs, or ran last. */
    synchronized EngineProcess present() {
        if (present == null) {
            throw new IllegalStateException("Node " + host() + " was never started");
        }
        return present;
    }

    /** What it said in all its lives. */
    synchronized String said() {
        var all = new StringBuilder();
        for (int i = 0; i < lives.size(); i++) {
            all.append("---- node ")
                    .append(host())
                    .append(", life ")
                    .append(i + 1)
                    .append('\n')
                    .append(lives.get(i).said());
        }
        return all.toString();
    }

    // ---- its API

    URI uri() {
        return URI.create("http://" + host().address() + ":" + PORT);
    }

    /** Returns when it answers that path with 200; fails with what it said if that takes longer. */
    void awaitOk(String path, Duration longest) {
        try {
            Patience.until("node " + host() + " answers " + path, longest, () -> status(path) == 200);
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + "; " + said(), e);
        }
    }

    /** Of a GET without a key; 0 if it does not answer within two seconds. */
    int status(String path) {
        try {
            var request = HttpRequest.newBuilder(uri().resolve(path))
                    .timeout(ANSWER_WITHIN)
                    .build();
            return http.send(request, BodyHandlers.discarding()).statusCode();
        } catch (IOException _) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    @Override
    public synchronized void close() {
        wanted = false;
        lives.forEach(EngineProcess::close);
        http.close();
    }
}
