package io.conclave.http.port;

import io.conclave.http.view.OrderUpdate;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Source;

/** What becomes of orders. */
public interface OrderFeed {
    /**
     * Every step of every order from now on: of one order in the order in which they happened. One source serves all
     * clients; it must not wait for whoever reads it.
     */
    Source<OrderUpdate, NotUsed> live();
}
