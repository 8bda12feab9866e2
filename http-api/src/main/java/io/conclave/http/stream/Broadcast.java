package io.conclave.http.stream;

import io.conclave.http.websocket.Frame;
import io.conclave.http.websocket.Line;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Source;

/**
 * Things that happen, each told to all who follow: listens to the engine once, while anybody does, and encodes each thing
 * once. Unlike the states of a book, none stands for another: who falls behind loses some and is told so.
 */
final class Broadcast<T> {
    private final Function<T, String> write;
    private final List<Tray> readers = new CopyOnWriteArrayList<>();
    private final Feed<T> feed;

    Broadcast(Supplier<Source<T, NotUsed>> things, Function<T, String> write, Materializer materializer) {
        this.write = write;
        this.feed = new Feed<>(this, things, materializer, this::tell, this::ended);
    }

    /** @param fellBehind said in place of what a client lost */
    synchronized Tray follow(Line line, Frame fellBehind) {
        var tray = new Tray(line, this::leave, fellBehind);
        readers.add(tray);
        feed.start();
        return tray;
    }

    private synchronized void leave(Tray tray) {
        if (readers.remove(tray) && readers.isEmpty()) {
            feed.stop();
        }
    }

    private void tell(T thing) {
        var frame = Frame.text(write.apply(thing));
        readers.forEach(tray -> tray.put(frame));
    }

    private void ended(String reason) {
        var abandoned = List.copyOf(readers);
        readers.clear();
        abandoned.forEach(tray -> tray.lost(reason));
    }
}
