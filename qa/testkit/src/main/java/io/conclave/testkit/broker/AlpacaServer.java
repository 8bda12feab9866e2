package io.conclave.testkit.broker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A broker on this machine that behaves as Alpaca documents, and fails as brokers do. Market orders trade at 100 at once; others wait to be told. */
public final class AlpacaServer implements AutoCloseable {
    /** What happens to the next request that changes something. */
    public enum Trouble {
        NONE,
        /** It is done, and never answered. */
        SILENT_AFTER,
        /** It is done, and answered with a fault. */
        FAULT_AFTER,
        /** It is not done. */
        TOO_MANY
    }

    private static final JsonMapper JSON = new JsonMapper();
    private static final int PAGE = 100;

    private final HttpServer server;
    private final Map<String, ObjectNode> orders = new LinkedHashMap<>();
    private final List<ObjectNode> fills = new ArrayList<>();
    private final List<String> requests = new ArrayList<>();
    private Trouble next = Trouble.NONE;
    private Instant lastFill = Instant.EPOCH;
    private boolean away;

    private record Reply(int status, JsonNode body) {}

    public AlpacaServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    public URI base() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    public synchronized void next(Trouble trouble) {
        next = trouble;
    }

    /** From now on nobody is answered, or everybody again. */
    public synchronized void away(boolean isAway) {
        away = isAway;
    }

    public synchronized int orders() {
        return orders.size();
    }

    public synchronized List<String> requests() {
        return List.copyOf(requests);
    }

    /** Waits for the second request from now that begins so: the one before it has been answered. */
    public synchronized void awaitRequest(String beginning, int seconds) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        long wanted =
                2 + requests.stream().filter(it -> it.startsWith(beginning)).count();
        while (requests.stream().filter(it -> it.startsWith(beginning)).count() < wanted) {
            if (System.nanoTime() - until >= 0) {
                throw new AssertionError("nobody asked " + beginning);
            }
            wait(10);
        }
    }

    /** Some of an order trades. */
    public synchronized void trade(String ours, String quantity, String price) {
        var order = byOurs(ours);
        var filled = new BigDecimal(order.get("filled_qty").asText()).add(new BigDecimal(quantity));
        boolean whole = filled.compareTo(new BigDecimal(order.get("qty").asText())) == 0;
        order.put("filled_qty", filled.toPlainString()).put("status", whole ? "filled" : "partially_filled");
        fills.add(JSON.createObjectNode()
                .put("id", "fill-%04d".formatted(fills.size()))
                .put("activity_type", "FILL")
                .put("transaction_time", nextMoment().toString())
                .put("price", price)
                .put("qty", quantity)
                .put("side", order.get("side").asText())
                .put("symbol", order.get("symbol").asText())
                .put("order_id", order.get("id").asText()));
    }

    /** Some of an order has traded, and is booked before the latest of all fills. */
    public synchronized void tradedEarlier(String ours, String quantity, String price) {
        trade(ours, quantity, price);
        fills.add(fills.size() - 2, fills.removeLast());
    }

    /** Now, and later than any fill before. */
    private Instant nextMoment() {
        var now = Instant.now();
        lastFill = now.isAfter(lastFill) ? now : lastFill.plusMillis(1);
        return lastFill;
    }

    /** Somebody else uses the account. */
    public synchronized void strangerBuys(String symbol, String quantity) {
        place(JSON.createObjectNode()
                .put("client_order_id", "stranger-" + orders.size())
                .put("symbol", symbol)
                .put("side", "buy")
                .put("type", "market")
                .put("qty", quantity));
    }

    /** How an order stands, in the venue's words. */
    public synchronized String status(String ours) {
        return byOurs(ours).get("status").asText();
    }

    public synchronized void expire(String ours) {
        byOurs(ours).put("status", "expired");
    }

    private ObjectNode byOurs(String ours) {
        return orders.values().stream()
                .filter(it -> it.get("client_order_id").asText().equals(ours))
                .findFirst()
                .orElseThrow();
    }

    private ObjectNode known(String id) {
        return Objects.requireNonNull(orders.get(id), id);
    }

    private void handle(HttpExchange exchange) throws IOException {
        var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        var what = exchange.getRequestMethod() + " " + exchange.getRequestURI();
        Trouble trouble;
        Reply reply;
        synchronized (this) {
            requests.add(what);
            trouble = exchange.getRequestMethod().equals("GET") ? Trouble.NONE : next;
            next = trouble == Trouble.NONE ? next : Trouble.NONE;
            var key = exchange.getRequestHeaders().getFirst("APCA-API-SECRET-KEY");
            reply = away
                    ? new Reply(503, message("down for maintenance"))
                    : !"secret".equals(key)
                            ? new Reply(403, message("forbidden"))
                            : trouble == Trouble.TOO_MANY
                                    ? new Reply(429, message("too many requests"))
                                    : reply(exchange, body);
        }
        switch (trouble) {
            case NONE -> send(exchange, reply);
            case TOO_MANY -> {
                exchange.getResponseHeaders().add("Retry-After", "1");
                send(exchange, reply);
            }
            case FAULT_AFTER -> send(exchange, new Reply(500, message("internal server error")));
            // Never answered: the client has to give up by itself.
            case SILENT_AFTER -> {}
        }
    }

    private Reply reply(HttpExchange exchange, String body) throws IOException {
        var path = exchange.getRequestURI().getPath();
        var query = String.valueOf(exchange.getRequestURI().getQuery());
        return switch (exchange.getRequestMethod()) {
            case "POST" -> place(JSON.readTree(body));
            case "PATCH" -> replace(path.substring("/v2/orders/".length()), JSON.readTree(body));
            case "DELETE" -> cancel(path.substring("/v2/orders/".length()));
            default -> read(path, query);
        };
    }

    private Reply read(String path, String query) {
        if (path.equals("/v2/orders:by_client_order_id")) {
            var ours = query.substring("client_order_id=".length());
            return orders.values().stream()
                    .filter(it -> it.get("client_order_id").asText().equals(ours))
                    .findFirst()
                    .map(it -> new Reply(200, pass(it)))
                    .orElseGet(() -> new Reply(404, message("order not found for " + ours)));
        }
        if (path.equals("/v2/orders")) {
            return new Reply(
                    200,
                    array(orders.values().stream()
                            .filter(it -> List.of("new", "partially_filled", "pending_cancel")
                                    .contains(it.get("status").asText()))
                            .toList()));
        }
        if (path.startsWith("/v2/orders/")) {
            return new Reply(200, known(path.substring("/v2/orders/".length())));
        }
        if (path.equals("/v2/positions")) {
            return new Reply(200, positions());
        }
        return new Reply(200, array(page(parameter(query, "page_token"), parameter(query, "after"))));
    }

    private List<ObjectNode> page(String token, String after) {
        int from = 0;
        while (!token.isEmpty() && !fills.get(from++).get("id").asText().equals(token)) {}
        return fills.subList(from, fills.size()).stream()
                .filter(it -> after.isEmpty()
                        || Instant.parse(it.get("transaction_time").asText()).isAfter(Instant.parse(after)))
                .limit(PAGE)
                .toList();
    }

    private static String parameter(String query, String name) {
        return Stream.of(query.split("&", -1))
                .filter(it -> it.startsWith(name + "="))
                .map(it -> it.substring(name.length() + 1))
                .findFirst()
                .orElse("");
    }

    /** A cancelled order is so a moment later. */
    private static ObjectNode pass(ObjectNode order) {
        var shown = order.deepCopy();
        if (order.get("status").asText().equals("pending_cancel")) {
            order.put("status", "canceled");
        }
        return shown;
    }

    private Reply place(JsonNode wish) {
        boolean taken = orders.values().stream()
                .anyMatch(it -> it.get("client_order_id").equals(wish.get("client_order_id")));
        if (taken) {
            return new Reply(422, message("client_order_id must be unique"));
        }
        if (new BigDecimal(wish.get("qty").asText()).compareTo(new BigDecimal("1000")) > 0) {
            return new Reply(403, message("insufficient buying power"));
        }
        var order = ((ObjectNode) wish.deepCopy())
                .put("id", "venue-" + orders.size())
                .put("status", "new")
                .put("filled_qty", "0");
        orders.put(order.get("id").asText(), order);
        if (wish.get("type").asText().equals("market")) {
            trade(wish.get("client_order_id").asText(), wish.get("qty").asText(), "100");
        }
        return new Reply(200, order);
    }

    private Reply replace(String id, JsonNode wish) {
        var old = known(id);
        if (!List.of("new", "partially_filled").contains(old.get("status").asText())) {
            return new Reply(422, message("order is not open"));
        }
        old.put("status", "replaced");
        var order = old.deepCopy().put("id", "venue-" + orders.size()).put("status", "new");
        order.setAll((ObjectNode) wish);
        orders.put(order.get("id").asText(), order);
        return new Reply(200, order);
    }

    private Reply cancel(String id) {
        var order = known(id);
        if (!List.of("new", "partially_filled").contains(order.get("status").asText())) {
            return new Reply(
                    422, message("order is already in \"" + order.get("status").asText() + "\" state"));
        }
        order.put("status", "pending_cancel");
        return new Reply(204, message(""));
    }

    private ArrayNode positions() {
        var sums = new LinkedHashMap<String, BigDecimal>();
        for (var fill : fills) {
            var quantity = new BigDecimal(fill.get("qty").asText());
            sums.merge(
                    fill.get("symbol").asText().replace("/", ""),
                    fill.get("side").asText().equals("buy") ? quantity : quantity.negate(),
                    BigDecimal::add);
        }
        return array(sums.entrySet().stream()
                .map(it -> JSON.createObjectNode()
                        .put("symbol", it.getKey())
                        .put("qty", it.getValue().toPlainString()))
                .toList());
    }

    private static ArrayNode array(List<ObjectNode> all) {
        var array = JSON.createArrayNode();
        all.forEach(array::add);
        return array;
    }

    private static ObjectNode message(String text) {
        return JSON.createObjectNode().put("code", 40_010_001).put("message", text);
    }

    private static void send(HttpExchange exchange, Reply reply) throws IOException {
        var bytes =
                reply.status() == 204 ? new byte[0] : reply.body().toString().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(reply.status(), bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
