package io.conclave.http.stream;

import io.conclave.http.websocket.Frame;
import io.conclave.http.websocket.Line;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What waits for one client on one channel: references to frames that all clients share. A client for whom too many wait
 * loses them all and is told so, for part of a story is worse than none.
 */
final class Tray implements Following {
    private static final int ROOM = 256;

    private final Line line;
    private final Consumer<Tray> leaving;
    private final Frame fellBehind;
    private final ArrayDeque<Frame> frames = new ArrayDeque<>(4);
    private Optional<String> end = Optional.empty();

    Tray(Line line, Consumer<Tray> leaving, Frame fellBehind) {
        this.line = line;
        this.leaving = leaving;
        this.fellBehind = fellBehind;
    }

    /** Of a channel on which nothing is ever said. */
    static Tray empty(Line line) {
        return new Tray(line, _ -> {}, Frame.text("{}"));
    }

    @Override
    public synchronized @Nullable Frame next() {
        return frames.poll();
    }

    @Override
    public synchronized boolean hasNews() {
        return !frames.isEmpty();
    }

    /** Told once what waited before it has been taken. */
    @Override
    public synchronized Optional<String> end() {
        return frames.isEmpty() ? end : Optional.empty();
    }

    @Override
    public void leave() {
        leaving.accept(this);
    }

    // ---- from the channel's thread

    void put(Frame frame) {
        synchronized (this) {
            if (frames.size() == ROOM) {
                frames.clear();
                frames.add(fellBehind);
            }
            frames.add(frame);
        }
        line.wake();
    }

    void lost(String reason) {
        synchronized (this) {
            end = Optional.of(reason);
        }
        line.wake();
    }
}
