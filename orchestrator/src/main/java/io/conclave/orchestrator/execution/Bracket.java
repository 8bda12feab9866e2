package io.conclave.orchestrator.execution;

import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.Side;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What shall be done with what an order trades, once it trades no more: sold, or bought back, at a profit or at a loss.
 *
 * @param parent the order
 * @param takeProfit limit of the one way out; absent if there is none
 * @param stopLoss trigger of the other, which then takes every price; absent if there is none
 * @param covered how much of what the parent traded has ways out
 * @param pieces how many times ways out were placed
 */
public record Bracket(
        ClientOrderId parent, Optional<Price> takeProfit, Optional<Price> stopLoss, Quantity covered, int pieces) {

    static Bracket around(ClientOrderId parent, Optional<Price> takeProfit, Optional<Price> stopLoss) {
        return new Bracket(parent, takeProfit, stopLoss, Quantity.ZERO, 0);
    }

    /** Why there is no such bracket around an order of a side; empty if there is. */
    static Optional<String> fault(Side side, Optional<Price> takeProfit, Optional<Price> stopLoss) {
        if (takeProfit.isEmpty() && stopLoss.isEmpty()) {
            return Optional.of("A bracket takes a profit, stops a loss, or does both");
        }
        if (takeProfit.isEmpty() || stopLoss.isEmpty()) {
            return Optional.empty();
        }
        int between = takeProfit.get().compareTo(stopLoss.get()) * side.sign();
        return between > 0
                ? Optional.empty()
                : Optional.of("A bracket around a " + side + " takes its profit "
                        + (side == Side.BUY ? "above" : "below") + " the price at which it stops the loss");
    }

    Bracket around(ClientOrderId other) {
        return new Bracket(other, takeProfit, stopLoss, covered, pieces);
    }

    Bracket covering(Quantity more) {
        return new Bracket(parent, takeProfit, stopLoss, covered.plus(more), pieces + 1);
    }

    /** What the order that takes the profit of the piece to come is called; the parent's own name may be as long as a name can be. */
    String profitName() {
        return profitName(pieces);
    }

    /** The same of the order that stops the loss. */
    String lossName() {
        return lossName(pieces);
    }

    /** Every way out that was placed, piece by piece. */
    Stream<ClientOrderId> legs(String account) {
        return IntStream.range(0, pieces)
                .boxed()
                .flatMap(piece -> Stream.concat(
                        takeProfit.stream().map(at -> profitName(piece)),
                        stopLoss.stream().map(at -> lossName(piece))))
                .map(name -> ClientOrderId.named(account, name));
    }

    private String profitName(int piece) {
        return parent + ":tp" + piece;
    }

    private String lossName(int piece) {
        return parent + ":sl" + piece;
    }

    boolean isLike(Optional<Price> otherProfit, Optional<Price> otherLoss) {
        return takeProfit.equals(otherProfit) && stopLoss.equals(otherLoss);
    }
}
