package io.conclave.app.market;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.time.Instant;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.model.AttributeKeys;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.ws.Message;
import org.apache.pekko.http.javadsl.model.ws.TextMessage;
import org.apache.pekko.stream.OverflowStrategy;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.stream.javadsl.SourceQueueWithComplete;
import org.jspecify.annotations.Nullable;

/** A server on this machine that speaks as Coinbase documents it: a book that never changes, and what a test lets trade. */
final class LocalCoinbase implements AutoCloseable {
    private static final String BOOK = """
            {"channel":"l2_data","sequence_num":%d,"events":[{"type":"snapshot","product_id":"BTC-USD","updates":[\
            {"side":"bid","price_level":"99.00","new_quantity":"1"},{"side":"offer","price_level":"101.00","new_quantity":"1"}]}]}""";
    private static final String TRADE = """
            {"channel":"market_trades","sequence_num":%d,"events":[{"type":"update","trades":[\
            {"product_id":"BTC-USD","trade_id":"%d","time":"%s","price":"%s","size":"0.5","side":"BUY"}]}]}""";

    private final ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "venue");
    private final ServerBinding binding;
    private @Nullable SourceQueueWithComplete<Message> caller;
    private int messages;
    private int trades;

    LocalCoinbase() {
        binding = Http.get(system)
                .newServerAt("127.0.0.1", 0)
                .bindSync(this::answer)
                .toCompletableFuture()
                .join();
    }

    URI uri() {
        return URI.create("ws://127.0.0.1:" + binding.localAddress().getPort());
    }

    private HttpResponse answer(HttpRequest request) {
        var out = Source.<Message>queue(100, OverflowStrategy.fail()).preMaterialize(system);
        synchronized (this) {
            caller = out.first();
            messages = 0;
        }
        return request.getAttribute(AttributeKeys.webSocketUpgrade)
                .orElseThrow()
                .handleMessagesWith(Sink.foreach(this::heard), out.second());
    }

    private void heard(Message message) {
        if (message.asTextMessage().getStrictText().contains("level2")) {
            say(BOOK);
        }
    }

    void trade(Instant at, String price) {
        say(TRADE, ++trades, at, price);
    }

    private synchronized void say(String message, Object... rest) {
        var whole = new Object[rest.length + 1];
        whole[0] = messages++;
        System.arraycopy(rest, 0, whole, 1, rest.length);
        requireNonNull(caller, "nobody has called")
                .offer(TextMessage.create(message.formatted(whole)))
                .toCompletableFuture()
                .join();
    }

    synchronized void hangUp() {
        requireNonNull(caller, "nobody has called").complete();
    }

    @Override
    public void close() {
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().join();
    }
}
