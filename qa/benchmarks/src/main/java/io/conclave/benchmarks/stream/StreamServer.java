package io.conclave.benchmarks.stream;

import com.typesafe.config.ConfigFactory;
import io.conclave.domain.market.Instrument;
import io.conclave.domain.market.Symbol;
import io.conclave.http.HttpServer;
import io.conclave.http.HttpSettings;
import io.conclave.http.book.Book;
import io.conclave.http.metrics.Meters;
import io.conclave.http.port.Access;
import io.conclave.http.port.Engine;
import io.conclave.http.port.Markets;
import io.conclave.http.port.Span;
import io.conclave.http.view.BarView;
import io.conclave.http.view.TradeView;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.stream.BoundedSourceQueue;
import org.apache.pekko.stream.javadsl.Source;

/**
 * The real HTTP server over an engine that has nothing but books: {@code B100-USD} moves a hundred times a second, and so
 * on. Prints its port, collects its garbage for each byte of its standard input, and serves until that ends.
 */
public final class StreamServer {
    private StreamServer() {}

    public static void main(String[] arguments) throws IOException {
        var answers = System.out;
        // Loggers print what they like.
        System.setOut(System.err);
        var config = ConfigFactory.parseString("""
            conclave.http.port = 0
            # Ten thousand clients come from one address here, and at once.
            conclave.http.security.rate.address.burst = 1000000
            pekko.loggers = ["org.apache.pekko.event.slf4j.Slf4jLogger"]
            pekko.logging-filter = "org.apache.pekko.event.slf4j.Slf4jLoggingFilter"
            pekko.loglevel = WARNING
            """).withFallback(ConfigFactory.load());
        var system = ActorSystem.create(Behaviors.empty(), "stream-server", config);
        var markets = new MovingMarkets();
        var engine = new Engine(
                none(io.conclave.http.port.Decisions.class),
                none(io.conclave.http.port.Agents.class),
                none(io.conclave.http.port.Accounts.class),
                markets,
                Source::never,
                none(io.conclave.http.port.Node.class),
                none(io.conclave.http.port.Votes.class),
                none(io.conclave.http.port.Jobs.class),
                none(io.conclave.http.port.Orders.class),
                none(io.conclave.http.port.KillSwitch.class),
                none(io.conclave.http.port.Risk.class),
                none(io.conclave.http.port.News.class));
        var server = HttpServer.start(
                        system,
                        HttpSettings.from(config),
                        engine,
                        Access.lookingOnly(),
                        new Meters(),
                        InstantSource.system())
                .toCompletableFuture()
                .join();
        answers.println(server.address().getPort());
        while (System.in.read() >= 0) {
            System.gc();
            answers.println("collected");
        }
        System.exit(0);
    }

    /** A port that nobody asks here. */
    private static <T> T none(Class<T> port) {
        return port.cast(Proxy.newProxyInstance(port.getClassLoader(), new Class<?>[] {port}, (_, method, _) -> {
            throw new UnsupportedOperationException(method.getName() + " is not served for a measurement");
        }));
    }

    private static final class MovingMarkets implements Markets {
        @Override
        public CompletionStage<List<Instrument>> instruments() {
            return CompletableFuture.completedFuture(List.of());
        }

        @Override
        public CompletionStage<List<BarView>> bars(Symbol symbol, Span span) {
            return CompletableFuture.completedFuture(List.of());
        }

        @Override
        public Optional<Source<Book, NotUsed>> books(Symbol symbol) {
            return Optional.of(Source.<Book>queue(64).mapMaterializedValue(queue -> {
                move(symbol, queue);
                return NotUsed.getInstance();
            }));
        }

        @Override
        public Optional<Source<List<TradeView>, NotUsed>> trades(Symbol symbol) {
            return Optional.empty();
        }

        private static void move(Symbol symbol, BoundedSourceQueue<Book> queue) {
            int aSecond = Integer.parseInt(symbol.name().replaceAll("\\D", ""));
            Thread.ofPlatform().daemon().name("moves-" + symbol).start(() -> {
                var book = new MovingBook(symbol);
                var pace = new Pace(aSecond);
                while (!queue.isCompleted()) {
                    queue.offer(book.step());
                    pace.await();
                }
            });
        }
    }
}
