package io.conclave.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.client.BookFollower;
import io.conclave.client.ConclaveClient;
import io.conclave.domain.access.Role;
import io.conclave.domain.market.BookLevel;
import io.conclave.http.book.Book;
import io.conclave.testkit.ProjectRoot;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Source;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The examples, as processes, against the real server: over a loss on its side, each must come to its best prices. */
@Timeout(120)
final class ExamplesTest {
    private static final int DEPTH = 3;
    private static final Path EXAMPLES = ProjectRoot.path().resolve("examples");

    private final List<Book> states = MovingBook.states(200);
    private final Book last = MovingBook.lastVisible(states, DEPTH).top(DEPTH);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path out;

    private RunningServer api;

    @BeforeEach
    void serve() throws Exception {
        var run = new CannedRun(1, false);
        // In pieces, so that the reader gets more than one frame; broken off once, so that it has to begin again.
        var runs = new AtomicInteger();
        run.books = _ -> Optional.of(Source.lazySource(() -> runs.getAndIncrement() == 0
                        ? Source.from(states.subList(0, 100)).throttle(200, Duration.ofSeconds(1))
                        : Source.from(states.subList(100, 200))
                                .throttle(200, Duration.ofSeconds(1))
                                .concat(Source.maybe()))
                .mapMaterializedValue(_ -> NotUsed.getInstance()));
        api = RunningServer.over(run);
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void thePythonReaderComesToTheServersBestPrices() throws Exception {
        follow(
                "/usr/bin/python3",
                EXAMPLES.resolve("python").resolve("follow_book.py").toString());
    }

    @Test
    void theTypeScriptReaderComesToTheServersBestPrices() throws Exception {
        compile();

        var node = new ArrayList<>(List.of("node"));
        node.addAll(webSocketOf(nodeVersion()));
        node.add(out.resolve("follow-book.js").toString());
        follow(node.toArray(String[]::new));
    }

    @Test
    void theJavaClientComesToTheServersBestPrices() throws Exception {
        var told = new LinkedBlockingQueue<io.conclave.client.Book>();
        var lost = new AtomicInteger();
        try (var client = ConclaveClient.at(api.uri("/"), "");
                var _ = client.follow(CannedRun.SYMBOL.name(), DEPTH, new BookFollower.Listener() {
                    @Override
                    public void book(io.conclave.client.Book book) {
                        told.add(book);
                    }

                    @Override
                    public void lost(String why) {
                        lost.incrementAndGet();
                    }
                })) {
            var book = told.take();
            int books = 1;
            for (; book.seq() != last.seq(); books++) {
                book = told.take();
            }

            assertThat(books).isGreaterThan(5);
            assertThat(lost).hasPositiveValue();
            assertThat(book.bids()).isEqualTo(levels(last.bids()));
            assertThat(book.asks()).isEqualTo(levels(last.asks()));
        }
    }

    private List<io.conclave.client.Book.Level> levels(List<BookLevel> of) {
        var scale = last.scale();
        return of.stream()
                .map(level ->
                        new io.conclave.client.Book.Level(scale.write(level.price()), scale.write(level.quantity())))
                .toList();
    }

    @Test
    void thePythonTraderPlacesAnOrderAndTakesItBackWhenItIsInterrupted() throws Exception {
        trade(
                "/usr/bin/python3",
                EXAMPLES.resolve("python").resolve("place_order.py").toString());
    }

    @Test
    void theTypeScriptTraderPlacesAnOrderAndTakesItBackWhenItIsInterrupted() throws Exception {
        compile();
        trade("node", out.resolve("place-order.js").toString());
    }

    private void trade(String... program) throws Exception {
        try (var keyed = RunningServer.over(new CannedRun(1, false).engine(), CannedAccess.withEveryRole(), "")) {
            tradeAt(keyed, program);
            var orders = RunningServer.json(keyed.get("/v1/orders?status=all", Role.TRADER))
                    .path("orders");
            assertThat(orders.findValuesAsText("limit_price")).contains("1100");
        }
    }

    private static void tradeAt(RunningServer keyed, String... program) throws Exception {
        var words = new ArrayList<>(List.of("env", "--default-signal=INT"));
        words.addAll(List.of(program));
        words.addAll(
                List.of("http://127.0.0.1:" + keyed.stream().getPort(), CannedRun.SYMBOL.name(), "buy", "0.5", "1100"));
        var builder = new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("CONCLAVE_KEY", CannedAccess.key(Role.TRADER));
        var trader = builder.start();
        try {
            var told = lines(trader);
            assertThat(told.readLine()).matches("\\S{20,48} accepted 0");
            new ProcessBuilder("kill", "-INT", Long.toString(trader.pid()))
                    .start()
                    .waitFor();
            assertThat(told.readLine()).endsWith("asked to be taken back");
            assertThat(trader.waitFor()).isZero();
        } finally {
            trader.destroy();
        }
    }

    private void compile() throws Exception {
        var compiler = start("tsc", "-p", EXAMPLES.resolve("typescript").toString(), "--outDir", out.toString());
        assertThat(said(compiler)).isEmpty();
        assertThat(compiler.waitFor()).isZero();
        Files.copy(EXAMPLES.resolve("typescript").resolve("package.json"), out.resolve("package.json"));
    }

    private void follow(String... program) throws IOException {
        var words = new ArrayList<>(List.of(program));
        words.addAll(List.of(api.stream().toString(), CannedRun.SYMBOL.name(), Integer.toString(DEPTH)));
        var reader = start(words.toArray(String[]::new));
        try {
            var lines = new ArrayList<String>();
            var told = lines(reader);
            for (var line = told.readLine(); line != null; line = told.readLine()) {
                lines.add(line);
                if (line.startsWith(last.seq() + " ")) {
                    break;
                }
            }

            assertThat(lines).hasSizeGreaterThan(20).last().isEqualTo(bestOf(last));
        } finally {
            reader.destroy();
        }
    }

    private static String bestOf(Book book) {
        var bid = book.bids().getFirst();
        var ask = book.asks().getFirst();
        var scale = book.scale();
        return String.join(
                " ",
                Long.toString(book.seq()),
                scale.write(bid.price()),
                scale.write(bid.quantity()),
                scale.write(ask.price()),
                scale.write(ask.quantity()));
    }

    /** From 22 on it is there unasked; before 20 it is lent by Debian's node-ws. */
    private static List<String> webSocketOf(int version) {
        if (version >= 22) {
            return List.of();
        }
        return version >= 20
                ? List.of("--experimental-websocket")
                : List.of(
                        "--import",
                        "data:text/javascript,import{createRequire}from'node:module';"
                                + "globalThis.WebSocket=createRequire('/usr/share/nodejs/')('ws')");
    }

    private static int nodeVersion() throws IOException {
        return Integer.parseInt(said(start("node", "--version")).replaceAll("^v|\\..*$", ""));
    }

    private static Process start(String... words) throws IOException {
        return new ProcessBuilder(words)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static String said(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }

    private static BufferedReader lines(Process process) {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }
}
