package io.conclave.orchestrator.execution.exchange;

import io.conclave.domain.market.Bar;
import java.util.List;

/**
 * What a bar tells of the way the price took, as prints: open just after it begins, at a third of it the extreme that lies
 * nearer to the open (the low, of two as near), at two thirds the other one, the close when it closes.
 *
 * <p>Quantities are not known, so an order that waits is filled only when the price goes beyond its limit. A stop that is
 * reached on the way to an extreme is filled at the extreme: nobody is better off for our not knowing.
 */
public final class BarPath {
    private BarPath() {}

    /** The four prints of a bar, in order. */
    public static List<ExchangeCommand.Print> of(Bar bar) {
        long third = (bar.closeNanos() - bar.openNanos()) / 3;
        boolean highFirst =
                bar.high().e8() - bar.open().e8() < bar.open().e8() - bar.low().e8();
        return List.of(
                ExchangeCommand.Print.of(bar.symbol(), bar.openNanos() + 1, bar.open()),
                ExchangeCommand.Print.of(
                        bar.symbol(), bar.openNanos() + Math.max(1, third), highFirst ? bar.high() : bar.low()),
                ExchangeCommand.Print.of(
                        bar.symbol(), bar.openNanos() + Math.max(1, 2 * third), highFirst ? bar.low() : bar.high()),
                ExchangeCommand.Print.of(bar.symbol(), bar.closeNanos(), bar.close()));
    }
}
