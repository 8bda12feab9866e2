package io.conclave.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A node's API for Java programs. Calls block, fail with a {@link RefusedException} when the engine says no and with an {@link
 * UncheckedIOException} when it says nothing, and may come from any thread.
 *
 * <pre>{@code
 * try (var conclave = ConclaveClient.at(URI.create("http://127.0.0.1:8080"), key)) {
 *     var order = conclave.place(NewOrder.limit("BTC-USD", BUY, new BigDecimal("0.5"), new BigDecimal("1100")));
 *     var book = conclave.follow("BTC-USD", 10, state -> show(state));
 * }
 * }</pre>
 */
public final class ConclaveClient implements AutoCloseable {
    /** How often an order is sent whose line breaks. */
    private static final int TRIES = 4;

    private static final int PAGE = 500;

    private final HttpClient http;
    private final URI server;
    private final String key;
    private final Calls calls;
    private final List<BookFollower> followers = new CopyOnWriteArrayList<>();

    private ConclaveClient(URI server, String key) {
        this.http = HttpClient.newHttpClient();
        this.server = server;
        this.key = key;
        this.calls = new Calls(http, server, key);
    }

    /**
     * Of a node.
     *
     * @param server as {@code http://127.0.0.1:8080}
     * @param key as {@code ./conclave keys create} prints it; empty where none was ever made
     */
    public static ConclaveClient at(URI server, String key) {
        return new ConclaveClient(server, key);
    }

    // ---- orders

    /**
     * Places an order. When the line breaks it is sent again under its name, which makes it the same order; so it is placed once, or
     * this fails and {@link #orderNamed} tells.
     *
     * @return how it stands; journalled, and not with the venue yet
     */
    public Order place(NewOrder order) throws InterruptedException {
        return read(repeated("POST", "/v1/orders", order), Order.class);
    }

    /** Looks whether an order would be taken, and leaves it at that; fails if it would not. */
    public void test(NewOrder order) throws InterruptedException {
        var _ = calls.send("POST", "/v1/orders/test", order);
    }

    /** Puts another order in the place of one that works. */
    public Order replace(String id, Change change) throws InterruptedException {
        return read(calls.send("PATCH", "/v1/orders/" + id, change), Order.class);
    }

    /** Asks the venue to take an order back; until it says so, it can trade. */
    public void cancel(String id) throws InterruptedException {
        var _ = calls.delete("/v1/orders/" + id);
    }

    /**
     * Asks the venue to take every open order back.
     *
     * @return ids of those that it is not asked for, because they have ended or cannot be cancelled
     */
    public List<String> cancelAll() throws InterruptedException {
        var kept = new ArrayList<String>();
        for (var each : calls.delete("/v1/orders").path("orders")) {
            if (each.path("status").asInt() != 200) {
                kept.add(each.path("id").asText());
            }
        }
        return kept;
    }

    public Optional<Order> order(String id) throws InterruptedException {
        return found("/v1/orders/" + id);
    }

    /** By the name that whoever placed it gave it. */
    public Optional<Order> orderNamed(String name) throws InterruptedException {
        return found("/v1/orders:by_client_order_id?client_order_id=" + encoded(name));
    }

    /** All that can still trade, newest first. */
    public List<Order> openOrders() throws InterruptedException {
        var orders = new ArrayList<Order>();
        var next = "";
        do {
            var page = calls.get(
                    "/v1/orders?status=open&limit=" + PAGE + (next.isEmpty() ? "" : "&page=" + encoded(next)));
            for (var each : page.path("orders")) {
                orders.add(read(each, Order.class));
            }
            next = page.path("next").asText("");
        } while (!next.isEmpty());
        return orders;
    }

    // ---- the account

    public Account account() throws InterruptedException {
        return read(calls.get("/v1/account"), Account.class);
    }

    /** By symbol; what was traded once stays, with its profit. */
    public List<Position> positions() throws InterruptedException {
        var positions = new ArrayList<Position>();
        for (var each : calls.get("/v1/positions").path("positions")) {
            positions.add(read(each, Position.class));
        }
        return positions;
    }

    // ---- the book

    /**
     * Follows a book until it is closed, whatever becomes of the line.
     *
     * @param depth levels on each side, 1 to 1000
     */
    public BookFollower follow(String symbol, int depth, BookFollower.Listener listener) {
        var follower = BookFollower.open(http, server, key, symbol, depth, listener);
        followers.add(follower);
        return follower;
    }

    // ---- how

    private JsonNode repeated(String method, String path, Object body) throws InterruptedException {
        for (int tries = 1; ; tries++) {
            try {
                return calls.trySend(method, path, body);
            } catch (IOException e) {
                if (tries == TRIES) {
                    throw new UncheckedIOException(
                            server + " did not answer " + TRIES + " times: " + e.getMessage(), e);
                }
                Thread.sleep(100L << tries);
            }
        }
    }

    private Optional<Order> found(String path) throws InterruptedException {
        try {
            return Optional.of(read(calls.get(path), Order.class));
        } catch (RefusedException e) {
            if (e.status() == 404) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static <T> T read(JsonNode node, Class<T> type) {
        try {
            return Json.read(node, type);
        } catch (IOException e) {
            throw new UncheckedIOException("The server's answer is no " + type.getSimpleName() + ": " + node, e);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** Ends the followers, and waits for calls that are under way. */
    @Override
    public void close() {
        followers.forEach(BookFollower::close);
        http.close();
    }
}
