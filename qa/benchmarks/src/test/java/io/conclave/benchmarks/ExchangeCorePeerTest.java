package io.conclave.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.domain.order.Side;
import io.conclave.orchestrator.execution.book.BookListener;
import io.conclave.orchestrator.execution.book.BookSettings;
import io.conclave.orchestrator.execution.book.NewOrder;
import io.conclave.orchestrator.execution.book.OrderBook;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ExchangeCorePeerTest {
    private static final int COMMANDS = 200_000;

    /** The measurement compares like with like only as long as this holds. */
    @ParameterizedTest
    @EnumSource
    void exchangeCoreFillsEachCommandAsWeDo(BookStream.Shape shape) {
        var ours = new ArrayList<List<Long>>();
        var theirs = new ArrayList<List<Long>>();
        var book = new OrderBook(BookSettings.USUAL, new BookListener() {
            @Override
            public void traded(long maker, long taker, Side side, long price, long lots, long makerLeft) {
                ours.add(List.of(maker, taker, price, lots));
            }
        });
        var peer = new ExchangeCorePeer((maker, taker, price, lots) -> theirs.add(List.of(maker, taker, price, lots)));
        var order = new NewOrder();
        var stream = new BookStream(COMMANDS, shape, 7);
        long fills = 0;
        for (int i = 0; i < stream.size(); i++) {
            stream.carryOut(book, order, i);
            peer.carryOut(stream, i);
            assertThat(ours).as("fills of command " + i).isEqualTo(theirs);
            fills += ours.size();
            ours.clear();
            theirs.clear();
        }
        assertThat(fills).isGreaterThan(COMMANDS / 50);
        assertThat(book.size()).as("orders that wait").isBetween(800, 1_200);
    }
}
