package io.conclave.http;

import io.conclave.domain.unit.Fraction;
import io.conclave.domain.unit.Money;
import io.conclave.domain.unit.Quantity;
import io.conclave.http.port.KillSwitch;
import io.conclave.http.port.Risk;
import io.conclave.http.view.KillSwitchView;
import io.conclave.http.view.LimitsView;
import io.conclave.http.view.RiskView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

/** A small book within its limits, which may be set, and a switch that remembers. */
final class CannedRisk implements Risk, KillSwitch {
    private static final Instant THEN = Instant.parse("2013-11-29T12:00:00Z");
    private static final Money SOME = Money.of("280.375");

    private KillSwitchView position = new KillSwitchView(false, Optional.empty(), Optional.empty(), Optional.empty());
    private LimitsView limits = new LimitsView(
            0,
            new Fraction(50_000),
            Duration.ofMinutes(30),
            new TreeMap<>(Map.of("BTC-USD", Quantity.of("5"))),
            Money.of("10000"),
            new Fraction(750_000),
            new Fraction(1_500_000),
            new Fraction(1_500_000),
            new Fraction(200_000),
            300,
            Duration.ofMinutes(1),
            Duration.ofMillis(500),
            List.of("ETH-USD"),
            false);

    /** Why no limits are set. */
    volatile Optional<Answer> objection = Optional.empty();

    @Override
    public synchronized CompletionStage<RiskView> risk() {
        return CompletableFuture.completedStage(new RiskView(
                position.halted(),
                position.halted() ? position.reason() : Optional.empty(),
                limits,
                Optional.of(new RiskView.Usage(SOME, SOME, SOME, Money.ZERO, Money.ZERO, Money.ZERO, 1)),
                List.of(new RiskView.Exposure(
                        CannedRun.SYMBOL, Quantity.of("0.25"), SOME, Optional.of(new Fraction(2_804)))),
                Optional.of(new RiskView.Tail(new Fraction(975_000), 641, Money.of("4.5"), Money.of("6"))),
                Optional.empty()));
    }

    @Override
    public synchronized CompletionStage<Answer> change(UnaryOperator<LimitsView> change, String actor) {
        if (objection.isEmpty()) {
            limits = change.apply(limits);
        }
        return CompletableFuture.completedStage(objection.orElse(new Set(limits)));
    }

    @Override
    public synchronized CompletionStage<KillSwitchView> position() {
        return CompletableFuture.completedStage(position);
    }

    @Override
    public synchronized CompletionStage<KillSwitchView> engage(String reason, String actor) {
        position = new KillSwitchView(true, Optional.of(reason), Optional.of(actor), Optional.of(THEN));
        return position();
    }

    @Override
    public synchronized CompletionStage<KillSwitchView> release(String actor) {
        position = new KillSwitchView(false, Optional.of("Released"), Optional.of(actor), Optional.of(THEN));
        return position();
    }
}
