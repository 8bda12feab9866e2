package io.conclave.http.stream;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.conclave.http.metrics.Meters;
import io.conclave.http.websocket.Closing;
import io.conclave.http.websocket.Frame;
import io.conclave.http.websocket.Line;
import io.conclave.http.websocket.Talk;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What one client follows and what is said to it.
 *
 * <p>Holds a place in each channel and the answers the client has not taken, nothing else: a stuck client costs nobody
 * anything but this object.
 */
final class Session implements Talk {
    /** What every session shares. */
    record Surroundings(
            Channels channels,
            StreamSettings settings,
            Meters meters,
            InstantSource clock,
            Function<Object, String> write) {}

    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private final Surroundings around;
    private final Line line;
    private final Runnable gone;
    /** Who was served last stands last. */
    private final LinkedHashMap<Topic, Following> followed = new LinkedHashMap<>();

    /** Answers; a client sends so few requests that it bounds them. */
    private final ArrayDeque<Frame> notices = new ArrayDeque<>(4);

    /** @param pass when it holds no more the client is sent away */
    Session(Surroundings around, Line line, Pass pass) {
        this.around = around;
        this.line = line;
        this.gone = pass.show(ended ->
                line.end(ended.forGood() ? Closing.unauthorized(ended.code()) : Closing.tryLater(ended.code())));
        around.meters().streamClientCame();
    }

    // ---- what the client asks

    @Override
    public void heard(String message) {
        switch (Request.read(message, JSON)) {
            case Request.Bad(var code, var why) -> refuse(code, why);
            case Request.Subscribe(var topic, var depth) -> follow(topic, depth);
            case Request.Unsubscribe(var topic) -> leave(topic);
        }
    }

    private void follow(Topic topic, int depth) {
        int most = around.settings().maxSubscriptions();
        if (!followed.containsKey(topic) && followed.size() >= most) {
            refuse("too_many_subscriptions", "One client may follow " + most + " channels.");
            return;
        }
        around.channels()
                .follow(topic, depth, line)
                .ifPresentOrElse(
                        following -> followed(topic, following),
                        () -> refuse(
                                "unknown_symbol",
                                "There is no " + topic.channelName() + " channel for "
                                        + topic.symbolName().orElse("this") + "."));
    }

    private void followed(Topic topic, Following following) {
        var before = followed.put(topic, following);
        if (before != null) {
            before.leave();
        }
        // A book's own snapshot answers.
        if (topic.channel() != Topic.Channel.BOOK) {
            notices.add(frame(ControlFrames.Acknowledged.of("subscribed", topic)));
        }
    }

    private void leave(Topic topic) {
        var before = followed.remove(topic);
        if (before != null) {
            before.leave();
        }
        notices.add(frame(ControlFrames.Acknowledged.of("unsubscribed", topic)));
    }

    private void refuse(String code, String message) {
        notices.add(frame(ControlFrames.Refused.of(code, message)));
    }

    // ---- what the client gets

    @Override
    public @Nullable Frame next() {
        if (!notices.isEmpty()) {
            return notices.poll();
        }
        for (Map.Entry<Topic, Following> each : followed.entrySet()) {
            var following = each.getValue();
            var frame = following.next();
            if (frame != null) {
                followed.putLast(each.getKey(), following);
                return frame;
            }
            var end = following.end();
            if (end.isPresent()) {
                followed.remove(each.getKey());
                return frame(ControlFrames.Resync.of(each.getKey(), end.get()));
            }
        }
        return null;
    }

    @Override
    public boolean hasNews() {
        return !notices.isEmpty() || followed.values().stream().anyMatch(Following::hasNews);
    }

    /** One for each book, with what was sent of it; one without, if other things are followed. */
    @Override
    public void beat() {
        if (followed.isEmpty() || !notices.isEmpty()) {
            return; // whoever has not taken the last one needs no other
        }
        var now = around.clock().instant();
        followed.forEach((topic, following) -> {
            if (following instanceof BookSubscription book) {
                notices.add(frame(ControlFrames.Heartbeat.of(topic.symbolName(), book.seq(), now)));
            }
        });
        if (notices.isEmpty()) {
            notices.add(frame(ControlFrames.Heartbeat.of(Optional.empty(), 0, now)));
        }
    }

    private Frame frame(Object said) {
        return Frame.text(around.write().apply(said));
    }

    @Override
    public void over(boolean slow) {
        gone.run();
        followed.values().forEach(Following::leave);
        followed.clear();
        around.meters().streamClientLeft();
        if (slow) {
            around.meters().slowConsumerClosed();
        }
    }
}
