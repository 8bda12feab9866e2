package io.conclave.orchestrator.sizing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.conclave.domain.unit.Bps;
import io.conclave.domain.unit.Fraction;
import io.conclave.domain.vote.AgentId;
import io.conclave.domain.vote.Barriers;
import io.conclave.orchestrator.consensus.ConsensusRules;
import io.conclave.orchestrator.consensus.Federation;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class PositionSizerTest {
    private static final Barriers TWO_PERCENT = new Barriers(ppm(20_000), ppm(20_000));
    private static final List<Double> UP = List.of(.34, .26, .40);
    private static final List<Double> DOWN = List.of(.40, .26, .34);
    private static final List<Double> EVEN = List.of(.37, .26, .37);
    private static final SizingFacts NOTHING_HELD = facts(0);

    @Test
    void aQuarterOfKellyIsHeldWhenNothingElseBinds() {
        var sized = PositionSizer.size(UP, TWO_PERCENT, NOTHING_HELD, margin(10));

        assertThat(sized.stance()).isEqualTo(Stance.LONG);
        assertThat(sized.bound()).isEqualTo(Bound.KELLY);
        assertThat(sized.target()).isEqualTo(ppm(169_532));
        assertThat(sized.kelly()).isCloseTo(0.678128, within(5e-7));
        assertThat(sized.edge()).isCloseTo(0.0002, within(1e-12));
    }

    @Test
    void theShortSideMirrorsTheLong() {
        var sized = PositionSizer.size(DOWN, TWO_PERCENT, NOTHING_HELD, margin(10));

        assertThat(sized.stance()).isEqualTo(Stance.SHORT);
        assertThat(sized.target()).isEqualTo(ppm(-169_532));
    }

    @Test
    void aCashAccountGoesFlatWhereAMarginAccountGoesShort() {
        var sized = PositionSizer.size(DOWN, TWO_PERCENT, facts(100_000), cash(10));

        assertThat(sized.stance()).isEqualTo(Stance.FLAT);
        assertThat(sized.target()).isEqualTo(Fraction.ZERO);
        assertThat(sized.bound()).isEqualTo(Bound.NO_EDGE);
    }

    @Test
    void anEdgeSmallerThanTheCostIsNotEnteredButIsHeld() {
        var fresh = PositionSizer.size(UP, TWO_PERCENT, NOTHING_HELD, margin(15));
        var held = PositionSizer.size(UP, TWO_PERCENT, facts(123_457), margin(15));

        assertThat(fresh.target()).isEqualTo(Fraction.ZERO);
        assertThat(fresh.bound()).isEqualTo(Bound.NO_EDGE);
        assertThat(fresh.edge()).isNegative();
        assertThat(held.target()).isEqualTo(ppm(123_457));
        assertThat(held.edge()).isCloseTo(0.0012, within(1e-12));
    }

    @Test
    void withoutAnEdgeNothingIsHeld() {
        assertThat(PositionSizer.size(EVEN, TWO_PERCENT, facts(300_000), margin(0))
                        .target())
                .isEqualTo(Fraction.ZERO);
        assertThat(PositionSizer.size(DOWN, TWO_PERCENT, facts(300_000), margin(15))
                        .target())
                .isEqualTo(Fraction.ZERO);
    }

    @Test
    void everyLimitBindsWhenItIsTheLeast() {
        assertThat(bound(facts(0), rules(2_000, 900_000, 900_000, 100_000))).isEqualTo(Bound.VOLATILITY);
        assertThat(bound(facts(0), rules(100_000, 300_000, 900_000, 100_000))).isEqualTo(Bound.NAME);
        assertThat(bound(facts(0), rules(100_000, 900_000, 300_000, 100_000))).isEqualTo(Bound.GROSS);
        assertThat(bound(facts(0), rules(100_000, 900_000, 900_000, 5_000))).isEqualTo(Bound.CVAR);
    }

    @Test
    void otherInstrumentsLeaveLessUnderTheGrossCap() {
        var facts = new SizingFacts(0.01, 0.03, 0.03, Fraction.ZERO, ppm(850_000));

        var sized = PositionSizer.size(UP, TWO_PERCENT, facts, rules(100_000, 900_000, 900_000, 100_000));

        assertThat(sized.target()).isEqualTo(ppm(50_000));
        assertThat(sized.bound()).isEqualTo(Bound.GROSS);
    }

    @Test
    void noTradeKeepsWhatIsHeldAndSaysWhy() {
        var constitution =
                new ConsensusRules(0, 1, new TreeSet<>(), 1, new AgentId("quant"), List.of(Fraction.ONE), 99, 200);
        var consensus = Federation.founded(List.of(), constitution).decide(new TreeMap<>(), constitution);

        assertThat(PositionSizer.verdict(consensus, TWO_PERCENT, facts(123_456), margin(10)))
                .isEqualTo(new Verdict(Stance.NO_TRADE, ppm(123_456), Cause.NO_QUORUM));
    }

    private static Bound bound(SizingFacts facts, SizingRules rules) {
        return PositionSizer.size(UP, TWO_PERCENT, facts, rules).bound();
    }

    private static SizingFacts facts(long positionPpm) {
        return new SizingFacts(0.01, 0.03, 0.03, ppm(positionPpm), Fraction.ZERO);
    }

    private static SizingRules rules(long volatility, long name, long gross, long cvar) {
        return new SizingRules(ppm(250_000), ppm(volatility), ppm(name), ppm(gross), 9_750, ppm(cvar), Bps.ZERO, true);
    }

    private static SizingRules margin(int costBps) {
        return new SizingRules(
                ppm(250_000), ppm(20_000), Fraction.ONE, Fraction.ONE, 9_750, ppm(50_000), new Bps(costBps), true);
    }

    private static SizingRules cash(int costBps) {
        return new SizingRules(
                ppm(250_000), ppm(20_000), Fraction.ONE, Fraction.ONE, 9_750, ppm(50_000), new Bps(costBps), false);
    }

    private static Fraction ppm(long ppm) {
        return new Fraction(ppm);
    }
}
