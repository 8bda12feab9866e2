package io.conclave.nativerisk;

import java.util.List;

/** What came of a backtest. */
public sealed interface BacktestAnswer {
    /**
     * @param kernelVersion another one may give other numbers for the same request
     * @param results one for each run, in their order
     */
    record Done(int kernelVersion, List<RunResult> results) implements BacktestAnswer {
        public Done {
            results = List.copyOf(results);
        }
    }

    /**
     * @param detail one sentence for people
     */
    record Failed(WorkerFailure why, String detail) implements BacktestAnswer {}
}
