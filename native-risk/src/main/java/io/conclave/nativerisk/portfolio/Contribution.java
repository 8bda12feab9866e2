package io.conclave.nativerisk.portfolio;

import java.nio.ByteBuffer;

/** What one name adds to the portfolio's losses; over all names they sum to the portfolio's figures. Currency. */
public record Contribution(TailLoss historical, TailLoss normal) {
    /** As it lies in C. */
    public static final int BYTES = 32;

    /** Reads {@link #BYTES} bytes at the buffer's position. */
    public static Contribution from(ByteBuffer buffer) {
        return new Contribution(PortfolioRisk.tailLoss(buffer), PortfolioRisk.tailLoss(buffer));
    }
}
