package io.conclave.orchestrator.riskgate;

import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.agents.RiskAssessment;
import io.conclave.domain.market.Instrument;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.unit.Bps;
import io.conclave.domain.unit.Fraction;
import io.conclave.domain.unit.Money;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import io.conclave.domain.vote.DecisionId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** An account of 10,000 with bitcoin at 1,000: a tenth of equity is one bitcoin. */
final class RiskGateTest {
    private static final Instrument BITCOIN =
            new Instrument(new Symbol("BTC-USD"), Price.of("0.01"), Quantity.of("0.001"), Money.of("10"), "USD");
    private static final GateLimits LIMITS = new GateLimits(
            ppm(500_000),
            ppm(800_000),
            Money.of("4000"),
            10,
            60_000_000_000L,
            ppm(20_000),
            ppm(200_000),
            ppm(30_000),
            ppm(250_000),
            100,
            new Bps(50));

    @Test
    void aTargetWithinEveryLimitPassesWhole() {
        assertThat(RiskGate.rule(ppm(250_000), new Facts().build(), LIMITS))
                .isEqualTo(new Ruling(Quantity.of("2.5"), ppm(250_000), List.of()));
    }

    @Test
    void roundingToLotsIsNoVeto() {
        var ruling = RiskGate.rule(ppm(123_456), new Facts().build(), LIMITS);

        assertThat(ruling).isEqualTo(new Ruling(Quantity.of("1.234"), ppm(123_456), List.of()));
    }

    @Test
    void stopsRefuseEvenAWayOut() {
        assertThat(wayOut(new Facts().halted())).containsExactly(VetoReason.HALTED);
        assertThat(wayOut(new Facts().priceAge(60_000_000_001L))).containsExactly(VetoReason.STALE_DATA);
        assertThat(wayOut(new Facts().reference("1021"))).containsExactly(VetoReason.PRICE_COLLAR);
        assertThat(wayOut(new Facts().orders(10))).containsExactly(VetoReason.ORDER_RATE);
    }

    @Test
    void freezesAndLimitsLetAWayOutPass() {
        assertThat(wayOut(new Facts().peak("20000"))).isEmpty();
        assertThat(wayOut(new Facts().risk(null))).isEmpty();
        assertThat(wayOut(new Facts().risk(assessment(900_000, 900_000, 1_000))))
                .isEmpty();
        assertThat(wayOut(new Facts().gross("90000"))).isEmpty();
        assertThat(wayOut(new Facts().equity("-5"))).isEmpty();
    }

    @Test
    void freezesLetNothingElsePass() {
        assertThat(frozen(new Facts().peak("12500"))).containsExactly(VetoReason.DRAWDOWN);
        assertThat(frozen(new Facts().risk(null))).containsExactly(VetoReason.RISK_UNKNOWN);
        assertThat(frozen(new Facts().risk(assessment(0, 0, 99)))).containsExactly(VetoReason.RISK_UNKNOWN);
    }

    @Test
    void aCashAccountClosesALongButOpensNoShort() {
        var ruling =
                RiskGate.rule(ppm(-200_000), new Facts().position("1").cash().build(), LIMITS);

        assertThat(ruling)
                .isEqualTo(new Ruling(
                        Quantity.of("-1"),
                        Fraction.ZERO,
                        List.of(new Veto(VetoReason.SHORT_NOT_ALLOWED, ppm(-200_000), Fraction.ZERO))));
    }

    @Test
    void aMarginAccountTurnsFromLongToShort() {
        var ruling = RiskGate.rule(ppm(-200_000), new Facts().position("1").build(), LIMITS);

        assertThat(ruling).isEqualTo(new Ruling(Quantity.of("-3"), ppm(-200_000), List.of()));
    }

    @Test
    void everyLimitCutsToTheRoomThereIs() {
        assertThat(cut(ppm(600_000), new Facts().position("3"), VetoReason.POSITION_LIMIT))
                .isEqualTo("2");
        assertThat(cut(ppm(300_000), new Facts().gross("6000"), VetoReason.GROSS_LIMIT))
                .isEqualTo("2");
        assertThat(cut(ppm(400_000), new Facts().risk(assessment(60_000, 0, 1_000)), VetoReason.EXPECTED_SHORTFALL))
                .isEqualTo("2");
        assertThat(cut(ppm(-400_000), new Facts().risk(assessment(0, 500_000, 1_000)), VetoReason.BACKTEST_DRAWDOWN))
                .isEqualTo("-2");
        assertThat(cut(ppm(450_000), new Facts(), VetoReason.ORDER_SIZE)).isEqualTo("4");
        assertThat(cut(ppm(400_000), new Facts().cash().gross("7990").equity("10000"), VetoReason.GROSS_LIMIT))
                .isEqualTo("0.01");
    }

    @Test
    void aCashAccountKeepsTheCostsBack() {
        var generous = new GateLimits(
                Fraction.ONE,
                ppm(2_000_000),
                Money.of("99999"),
                10,
                60_000_000_000L,
                ppm(20_000),
                ppm(200_000),
                Fraction.ONE,
                Fraction.ONE,
                100,
                new Bps(50));

        var ruling = RiskGate.rule(Fraction.ONE, new Facts().cash().build(), generous);

        assertThat(ruling.orderQuantity()).isEqualTo(Quantity.of("9.95"));
        assertThat(reasons(ruling)).containsExactly(VetoReason.BUYING_POWER);
    }

    @Test
    void theReductionInAnOrderCountsForItsSizeButIsNotCut() {
        assertThat(RiskGate.rule(ppm(-200_000), new Facts().position("3").build(), LIMITS)
                        .orderQuantity())
                .isEqualTo(Quantity.of("-4"));
        assertThat(RiskGate.rule(ppm(-200_000), new Facts().position("5").build(), LIMITS)
                        .orderQuantity())
                .isEqualTo(Quantity.of("-5"));
    }

    @Test
    void anOrderTheVenueWouldRefuseIsNotSent() {
        var ruling = RiskGate.rule(ppm(900), new Facts().build(), LIMITS);

        assertThat(ruling)
                .isEqualTo(new Ruling(
                        Quantity.ZERO,
                        Fraction.ZERO,
                        List.of(new Veto(VetoReason.BELOW_MINIMUM, ppm(900), Fraction.ZERO))));
    }

    @Test
    void eachVetoStartsWhereTheOneBeforeItEnded() {
        var facts =
                new Facts().gross("6500").risk(assessment(120_000, 0, 1_000)).build();

        var ruling = RiskGate.rule(ppm(600_000), facts, LIMITS);

        assertThat(ruling)
                .isEqualTo(new Ruling(
                        Quantity.of("1.5"),
                        ppm(150_000),
                        List.of(
                                new Veto(VetoReason.POSITION_LIMIT, ppm(600_000), ppm(500_000)),
                                new Veto(VetoReason.GROSS_LIMIT, ppm(500_000), ppm(150_000)))));
    }

    private static List<VetoReason> wayOut(Facts facts) {
        var ruling = RiskGate.rule(Fraction.ZERO, facts.position("7").build(), LIMITS);
        assertThat(ruling.orderQuantity()).isEqualTo(ruling.vetoes().isEmpty() ? Quantity.of("-7") : Quantity.ZERO);
        return reasons(ruling);
    }

    private static List<VetoReason> frozen(Facts facts) {
        var ruling = RiskGate.rule(ppm(300_000), facts.position("1").build(), LIMITS);
        assertThat(ruling.orderQuantity()).isEqualTo(Quantity.ZERO);
        return reasons(ruling);
    }

    private static String cut(Fraction target, Facts facts, VetoReason reason) {
        var ruling = RiskGate.rule(target, facts.build(), LIMITS);
        assertThat(reasons(ruling)).containsExactly(reason);
        return ruling.orderQuantity().toString();
    }

    private static List<VetoReason> reasons(Ruling ruling) {
        return ruling.vetoes().stream().map(Veto::reason).toList();
    }

    private static RiskAssessment assessment(long shortfallPpm, long drawdownPpm, int bars) {
        return new RiskAssessment(new DecisionId(BITCOIN.symbol(), 1), ppm(shortfallPpm), ppm(drawdownPpm), bars);
    }

    private static Fraction ppm(long ppm) {
        return new Fraction(ppm);
    }

    /** A quiet moment, unless told otherwise. */
    private static final class Facts {
        private Money equity = Money.of("10000");
        private Money peak = Money.of("10000");
        private Quantity position = Quantity.ZERO;
        private Money elsewhere = Money.ZERO;
        private long priceAge;
        private Price reference = Price.of("1000");
        private int orders;
        private boolean halted;
        private boolean margin = true;

        @Nullable
        private RiskAssessment risk = assessment(10_000, 100_000, 1_000);

        Facts equity(String to) {
            equity = Money.of(to);
            return this;
        }

        Facts peak(String to) {
            peak = Money.of(to);
            return this;
        }

        Facts position(String to) {
            position = Quantity.of(to);
            return this;
        }

        Facts gross(String to) {
            elsewhere = Money.of(to);
            return this;
        }

        Facts priceAge(long nanos) {
            priceAge = nanos;
            return this;
        }

        Facts reference(String to) {
            reference = Price.of(to);
            return this;
        }

        Facts orders(int sent) {
            orders = sent;
            return this;
        }

        Facts halted() {
            halted = true;
            return this;
        }

        Facts cash() {
            margin = false;
            return this;
        }

        Facts risk(@Nullable RiskAssessment to) {
            risk = to;
            return this;
        }

        GateFacts build() {
            var last = Price.of("1000");
            return new GateFacts(
                    equity,
                    peak,
                    position,
                    last,
                    priceAge,
                    reference,
                    elsewhere.plus(last.times(position).abs()),
                    orders,
                    halted,
                    Optional.ofNullable(risk),
                    BITCOIN,
                    margin);
        }
    }
}
