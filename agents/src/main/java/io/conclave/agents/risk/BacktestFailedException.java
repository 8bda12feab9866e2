package io.conclave.agents.risk;

/** A backtest gave no result this time. */
final class BacktestFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BacktestFailedException(String message) {
        super(message);
    }
}
