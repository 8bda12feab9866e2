package io.conclave.nativerisk;

/** The bars of a backtest: handed over with it, or resident in the worker that is to run it. */
public sealed interface BarSource permits PriceSeries, DataSet {
    /** How many bars there are. */
    int size();
}
