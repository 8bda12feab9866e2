package io.conclave.app.web;

import io.conclave.domain.market.Symbol;
import io.conclave.domain.unit.Quantity;
import io.conclave.http.view.LimitsView;
import io.conclave.http.view.RiskView;
import io.conclave.orchestrator.riskgate.door.DoorLimits;
import io.conclave.orchestrator.riskgate.door.DoorUsage;
import java.time.Duration;
import java.util.TreeMap;
import java.util.TreeSet;

/** The door's limits as the API shows them, and back. */
final class Limits {
    private Limits() {}

    static LimitsView view(DoorLimits limits) {
        var quantities = new TreeMap<String, Quantity>();
        limits.maxQuantity().forEach((symbol, most) -> quantities.put(symbol.name(), most));
        return new LimitsView(
                limits.version(),
                limits.priceCollar(),
                Duration.ofNanos(limits.maxPriceAgeNanos()),
                quantities,
                limits.maxNotional(),
                limits.maxPosition(),
                limits.maxGross(),
                limits.maxNet(),
                limits.maxDailyLoss(),
                limits.maxOrders(),
                Duration.ofNanos(limits.rateWindowNanos()),
                Duration.ofNanos(limits.duplicateWindowNanos()),
                limits.restricted().stream().map(Symbol::name).toList(),
                limits.shortAllowed());
    }

    /** @param before has what the API does not show or does not change */
    static DoorLimits of(LimitsView wanted, DoorLimits before) {
        var quantities = new TreeMap<Symbol, Quantity>();
        wanted.orderQuantity().forEach((symbol, most) -> quantities.put(new Symbol(symbol), most));
        var restricted = new TreeSet<Symbol>();
        wanted.restricted().forEach(symbol -> restricted.add(new Symbol(symbol)));
        return new DoorLimits(
                before.version(),
                wanted.priceCollar(),
                wanted.staleAfter().toNanos(),
                quantities,
                wanted.orderNotional(),
                wanted.positionLimit(),
                wanted.grossLimit(),
                wanted.netLimit(),
                wanted.dailyLoss(),
                wanted.orderRate(),
                wanted.rateWindow().toNanos(),
                wanted.duplicateWindow().toNanos(),
                restricted,
                before.shortAllowed(),
                before.costReserve());
    }

    static RiskView.Usage view(DoorUsage usage) {
        return new RiskView.Usage(
                usage.equity(),
                usage.gross(),
                usage.longest(),
                usage.shortest(),
                usage.reserved(),
                usage.lostToday(),
                usage.orders());
    }
}
