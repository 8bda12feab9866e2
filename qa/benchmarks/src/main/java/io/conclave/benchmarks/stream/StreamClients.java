package io.conclave.benchmarks.stream;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;

/**
 * Many clients of the stream in one thread. Takes a command a line and answers with a line of figures:
 * <pre>
 * follow PORT SYMBOL CLIENTS WARM_SECONDS SECONDS STUCK SLOW   delivered_per_s, p50_ms, p99_ms, max_ms, broken, closed
 * idle PORT CLIENTS SECONDS                                    connected, alive
 * drop                                                         clients
 * </pre>
 * Clients stay until the next command, without reading.
 * Of {@code follow}, STUCK further clients subscribe and never read, SLOW ones read a kilobyte ten times a second.
 */
public final class StreamClients {
    private static final int PATIENCE_SECONDS = 60;
    private static final long SLOW_EVERY_NANOS = 100_000_000L;

    private final Selector selector = Selector.open();
    private final ByteBuffer into = ByteBuffer.allocateDirect(1 << 18);
    private final ByteBuffer sip = ByteBuffer.allocateDirect(1 << 10);
    private final List<Client> reading = new ArrayList<>();
    private final List<Client> stuck = new ArrayList<>();
    private final List<Client> slow = new ArrayList<>();
    private final Reader.Tally tally = new Reader.Tally();
    private long sippedNanos;
    private int lost;

    private StreamClients() throws IOException {}

    public static void main(String[] arguments) throws IOException {
        var clients = new StreamClients();
        var commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (var line = commands.readLine(); line != null; line = commands.readLine()) {
            var words = line.split(" ", -1);
            clients.dropAll();
            System.out.println(
                    switch (words[0]) {
                        case "follow" ->
                            clients.follow(
                                    number(words[1]),
                                    words[2],
                                    number(words[3]),
                                    number(words[4]),
                                    number(words[5]),
                                    number(words[6]),
                                    number(words[7]));
                        case "idle" -> clients.idle(number(words[1]), number(words[2]), number(words[3]));
                        default -> "clients=0";
                    });
        }
    }

    private static int number(String word) {
        return Integer.parseInt(word);
    }

    private String follow(int port, String symbol, int count, int warm, int seconds, int never, int slowly)
            throws IOException {
        connect(port, count);
        var subscribe = "{\"op\":\"subscribe\",\"channel\":\"book\",\"symbol\":\"" + symbol + "\",\"depth\":25}";
        for (int i = 0; i < never + slowly; i++) {
            var client = Client.connect(port, new Reader.Tally(), false);
            client.say(subscribe);
            if (i < never) {
                stuck.add(client);
            } else {
                client.unblock();
                slow.add(client);
            }
        }
        for (Client client : reading) {
            client.say(subscribe);
        }
        read(warm, () -> false);
        tally.clear();
        long begun = System.nanoTime();
        read(seconds, () -> false);
        double took = (System.nanoTime() - begun) / 1e9;
        return String.format(
                Locale.ROOT,
                "delivered_per_s=%.1f p50_ms=%.4f p99_ms=%.4f max_ms=%.4f broken=%d closed=%d",
                tally.updates() / took,
                tally.ageMillis(0.5),
                tally.ageMillis(0.99),
                tally.ageMillis(1),
                tally.broken(),
                tally.closed() + lost);
    }

    private String idle(int port, int count, int seconds) throws IOException {
        connect(port, count);
        read(seconds, () -> false);
        for (Client client : reading) {
            client.say("{\"op\":\"subscribe\",\"channel\":\"heartbeat\"}");
        }
        read(
                PATIENCE_SECONDS,
                () -> reading.stream().allMatch(client -> client.reader().isAcknowledged()));
        long alive = reading.stream()
                .filter(client -> client.reader().isAcknowledged())
                .count();
        return "connected=" + reading.size() + " alive=" + alive;
    }

    private void connect(int port, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            var client = Client.connect(port, tally, true);
            client.register(selector);
            reading.add(client);
            readOnce(0);
        }
        read(
                PATIENCE_SECONDS,
                () -> reading.stream().allMatch(client -> client.reader().isUpgraded()));
    }

    private void read(int seconds, BooleanSupplier done) throws IOException {
        long until = System.nanoTime() + seconds * 1_000_000_000L;
        long look = 0;
        while (System.nanoTime() < until) {
            readOnce(10);
            if (System.nanoTime() > look) {
                if (done.getAsBoolean()) {
                    return;
                }
                look = System.nanoTime() + SLOW_EVERY_NANOS;
            }
        }
    }

    private void readOnce(int patienceMillis) throws IOException {
        var _ = patienceMillis > 0 ? selector.select(patienceMillis) : selector.selectNow();
        for (var key : selector.selectedKeys()) {
            var client = (Client) key.attachment();
            if (!client.read(into)) {
                key.cancel();
                lost++;
            }
        }
        selector.selectedKeys().clear();
        if (!slow.isEmpty() && System.nanoTime() > sippedNanos + SLOW_EVERY_NANOS) {
            sippedNanos = System.nanoTime();
            slow.removeIf(client -> !sips(client));
        }
    }

    /** Whether it is still there: one that falls too far behind is closed, as it should be. */
    private boolean sips(Client client) {
        try {
            return client.read(sip);
        } catch (IOException _) {
            return false;
        }
    }

    private void dropAll() throws IOException {
        for (var all : List.of(reading, stuck, slow)) {
            for (Client client : all) {
                client.close();
            }
            all.clear();
        }
        selector.selectNow();
        tally.clear();
        lost = 0;
    }
}
