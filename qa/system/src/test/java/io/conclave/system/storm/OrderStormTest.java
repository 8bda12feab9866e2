package io.conclave.system.storm;

import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.client.ConclaveClient;
import io.conclave.client.NewOrder;
import io.conclave.client.NewOrder.Side;
import io.conclave.client.Order;
import io.conclave.client.RefusedException;
import io.conclave.domain.unit.Quantity;
import io.conclave.persistence.journal.JournalReader;
import io.conclave.testkit.Patience;
import io.conclave.testkit.PostgresOptions;
import io.conclave.testkit.RedisServer;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sixty-four people trade through the API of one node, as fast as it lets them, wildly: no order may go beyond a limit of the
 * account, and none may be there twice.
 */
class OrderStormTest {
    private static final int PEOPLE = 64;
    private static final int REPEATS = 1_000;
    private static final Path FIGURES = Path.of("target", "order-storm.txt");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    @Timeout(300)
    void tenThousandRandomOrdersGoBeyondNoLimitAndNoneIsThereTwice() throws Exception {
        System.out.println("order-storm: " + storm(10_000));
    }

    @Test
    @Tag("long")
    void aMillionRandomOrdersGoBeyondNoLimitAndNoneIsThereTwice() throws Exception {
        int orders = Optional.ofNullable(System.getenv("CONCLAVE_ORDERS"))
                .map(Integer::parseInt)
                .orElse(1_000_000);
        Files.writeString(FIGURES, storm(orders));
    }

    /** @return what was measured, as a sentence */
    private String storm(int orders) throws Exception {
        var limits = Limits.narrow();
        var tally = new Tally();
        long seed = System.nanoTime();
        System.out.println("order-storm: seed " + seed);
        try (var postgres = PostgresOptions.plain().durably().start();
                var redis = RedisServer.start();
                var _ = new StillMarket(redis.url());
                var node = new StormNode(postgres, redis, folder, limits);
                var api = ConclaveClient.at(node.uri(), node.key())) {
            Patience.until("the desk takes orders", () -> trades(api));
            int repeated = repeat(node);
            long begun = System.nanoTime();
            everybody(api, orders, seed, tally);
            double seconds = (System.nanoTime() - begun) / 1e9;
            takeAllBack(api);
            var held = position(api);
            node.stop();

            var audit = new LimitsAudit(limits);
            new JournalReader(node.database()).forEachOfRun(StormNode.RUN, entry -> audit.read(entry.event()));
            assertThat(audit.findings()).isEmpty();
            assertThat(tally.broken()).isEmpty();
            assertThat(held).isEqualByComparingTo(new Quantity(audit.position()).toString());
            assertThat(audit.open()).isZero();
            assertThat(repeated).as("orders of one key said %s times", REPEATS).isEqualTo(1);
            assertThatItWasAStorm(tally, audit);
            return told(orders, seconds, tally, audit) + " Beside it " + Pgbench.told(postgres, PEOPLE);
        }
    }

    // ---- before

    /** Whether an order would pass: there is a price, and the books have been held against the venue's. */
    private static boolean trades(ConclaveClient api) {
        try {
            api.test(NewOrder.limit(StillMarket.SYMBOL.name(), Side.BUY, BigDecimal.ONE, new BigDecimal("97")));
            return true;
        } catch (RefusedException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** One order, said a thousand times by everybody at once under one idempotency key. */
    private static int repeat(StormNode node) throws InterruptedException, ExecutionException {
        var body =
                "{\"symbol\":\"BTC-USD\",\"side\":\"buy\",\"qty\":\"0.1\",\"type\":\"limit\",\"time_in_force\":\"gtc\",\"limit_price\":\"96.5\"}";
        try (var http = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(node.uri().resolve("/v1/orders"))
                    .header("Authorization", "Bearer " + node.key())
                    .header("Content-Type", "application/json")
                    .header("Idempotency-Key", "said-a-thousand-times")
                    .POST(BodyPublishers.ofString(body))
                    .build();
            var answers = new ConcurrentLinkedQueue<HttpResponse<String>>();
            together(PEOPLE, person -> () -> {
                for (int i = person; i < REPEATS; i += PEOPLE) {
                    answers.add(http.send(request, BodyHandlers.ofString()));
                }
                return person;
            });
            // Whoever comes while the first is at it is told so.
            assertThat(answers)
                    .allSatisfy(answer -> assertThat(answer.statusCode()).isIn(200, 409));
            return (int) answers.stream()
                    .filter(answer -> answer.statusCode() == 200)
                    .map(answer -> answer.body().replaceAll(".*\"id\":\"([^\"]+)\".*", "$1"))
                    .distinct()
                    .count();
        }
    }

    // ---- the storm

    private static void everybody(ConclaveClient api, int orders, long seed, Tally tally)
            throws InterruptedException, ExecutionException {
        together(PEOPLE, person -> () -> {
            var client = new StormClient(api, new Random(seed + person), tally);
            for (int i = person; i < orders; i += PEOPLE) {
                client.act();
            }
            return person;
        });
    }

    private interface Work<T> {
        Callable<T> of(int person);
    }

    private static <T> List<T> together(int people, Work<T> work) throws InterruptedException, ExecutionException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var all = new ArrayList<Callable<T>>();
            for (int i = 0; i < people; i++) {
                all.add(work.of(i));
            }
            var done = new ArrayList<T>();
            for (var each : threads.invokeAll(all)) {
                done.add(each.get());
            }
            return done;
        }
    }

    // ---- after

    /** Until nothing waits: what was being replaced, or was on its way, is asked for again. */
    private static void takeAllBack(ConclaveClient api) {
        var left = new AtomicReference<List<Order>>(List.of());
        try {
            Patience.until("nothing waits any more", () -> {
                var open = askedBack(api);
                left.set(open);
                return open.isEmpty();
            });
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + ", but there are " + left, e);
        }
    }

    private static List<Order> askedBack(ConclaveClient api) {
        try {
            var _ = api.cancelAll();
            return api.openOrders();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static BigDecimal position(ConclaveClient api) throws InterruptedException {
        return api.positions().stream()
                .filter(position -> position.symbol().equals(StillMarket.SYMBOL.name()))
                .map(position -> position.quantity())
                .findFirst()
                .orElse(BigDecimal.ZERO);
    }

    /** Every kind of limit was met, or nothing was shown by meeting none. */
    private static void assertThatItWasAStorm(Tally tally, LimitsAudit audit) {
        assertThat(tally.answers())
                .containsKeys(
                        "accepted",
                        "cancel asked",
                        "replace asked",
                        "repeated",
                        "409 duplicate_client_order_id",
                        "422 price_collar",
                        "422 notional",
                        "422 position");
        assertThat(audit.placed()).isGreaterThan(100);
        assertThat(audit.fills()).isPositive();
    }

    private static String told(int orders, double seconds, Tally tally, LimitsAudit audit) throws IOException {
        return String.format(
                Locale.ROOT,
                "%d calls of %d clients in %.0f s, %.0f a second, load %s: %d orders and replacements journalled, %d fills; accepted"
                        + " within p50 %.1f, p99 %.1f ms. Answers: %s.",
                orders,
                PEOPLE,
                seconds,
                orders / seconds,
                Files.readString(Path.of("/proc/loadavg")).split(" ", 2)[0],
                audit.placed(),
                audit.fills(),
                tally.acceptedMillis(50),
                tally.acceptedMillis(99),
                tally);
    }
}
