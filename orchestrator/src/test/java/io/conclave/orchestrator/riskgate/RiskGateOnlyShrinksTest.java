package io.conclave.orchestrator.riskgate;

import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.agents.RiskAssessment;
import io.conclave.domain.market.Instrument;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.unit.Bps;
import io.conclave.domain.unit.E8;
import io.conclave.domain.unit.Fraction;
import io.conclave.domain.unit.Money;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import io.conclave.domain.vote.DecisionId;
import java.math.RoundingMode;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** What holds for every account, market and limit. */
final class RiskGateOnlyShrinksTest {
    private static final Set<VetoReason> STOPS = EnumSet.of(
            VetoReason.HALTED,
            VetoReason.STALE_DATA,
            VetoReason.PRICE_COLLAR,
            VetoReason.ORDER_RATE,
            VetoReason.BELOW_MINIMUM);

    @Property(tries = 5_000)
    void anOrderNeverExceedsOrTurnsTheChangeAsked(@ForAll long seed) {
        var any = new Case(seed);

        long order = any.ruling.orderQuantity().e8();

        assertThat(Math.abs(order)).isLessThanOrEqualTo(Math.abs(any.change));
        assertThat(order == 0 || Long.signum(order) == Long.signum(any.change)).isTrue();
        assertThat(order % any.facts.instrument().lot().e8()).isZero();
    }

    @Property(tries = 5_000)
    void thePositionAfterIsNoLargerThanWhatIsHeldOrAsked(@ForAll long seed) {
        var any = new Case(seed);

        long after = any.facts.position().e8() + any.ruling.orderQuantity().e8();

        assertThat(Math.abs(after))
                .isLessThanOrEqualTo(Math.max(Math.abs(any.facts.position().e8()), Math.abs(any.wanted)));
    }

    @Property(tries = 5_000)
    void whatLeadsTowardsZeroIsStoppedByAStopAndNothingElse(@ForAll long seed) {
        var any = new Case(seed);
        long position = any.facts.position().e8();
        boolean reduces = Long.signum(any.change) == -Long.signum(position)
                && Math.abs(any.wanted) <= Math.abs(position)
                && Long.signum(any.wanted) != -Long.signum(position);

        if (reduces) {
            assertThat(any.ruling.vetoes()).allMatch(veto -> STOPS.contains(veto.reason()));
            assertThat(any.ruling.vetoes()).hasSizeLessThanOrEqualTo(1);
        }
    }

    @Property(tries = 5_000)
    void thereIsAVetoExactlyWhereSomethingWasCut(@ForAll long seed) {
        var any = new Case(seed);
        long whole = any.change - any.change % any.facts.instrument().lot().e8();

        boolean cut = any.ruling.orderQuantity().e8() != whole;

        assertThat(any.ruling.vetoes().isEmpty()).isEqualTo(!cut);
        assertThat(any.ruling.vetoes().stream().map(Veto::reason)).isSorted().doesNotHaveDuplicates();
    }

    @Property(tries = 5_000)
    void theVetoesLeadFromWhatWasAskedToWhatIsAllowed(@ForAll long seed) {
        var any = new Case(seed);

        var at = any.target;
        for (var veto : any.ruling.vetoes()) {
            assertThat(veto.asked()).isEqualTo(at);
            at = veto.allowed();
        }

        assertThat(any.ruling.allowedTarget()).isEqualTo(at);
    }

    @Property(tries = 5_000)
    void whatIsAddedStaysWithinThePositionTheGrossAndTheOrderLimit(@ForAll long seed) {
        var any = new Case(seed);
        long position = any.facts.position().e8();
        long order = any.ruling.orderQuantity().e8();
        long after = position + order;
        boolean adds = order != 0 && Long.signum(after) == Long.signum(order);

        if (adds) {
            var worth = any.facts.lastPrice().times(new Quantity(Math.abs(after)));
            var elsewhere = any.facts
                    .grossExposure()
                    .minus(any.facts.lastPrice().times(any.facts.position()).abs());
            var oneUnit = new Money(1);
            assertThat(worth)
                    .isLessThanOrEqualTo(
                            any.facts.equity().times(any.limits.maxPosition()).plus(oneUnit));
            assertThat(worth.plus(elsewhere))
                    .isLessThanOrEqualTo(
                            any.facts.equity().times(any.limits.maxGross()).plus(oneUnit));
            assertThat(any.facts.shortAllowed() || after >= 0).isTrue();
            assertThat(any.facts.halted()).isFalse();
        }
    }

    /** A random account asked for a random target; drawn so that each reason comes up, and often none does. */
    private static final class Case {
        private final SplittableRandom random;
        final Fraction target;
        final GateFacts facts;
        final GateLimits limits;
        final Ruling ruling;
        final long wanted;
        final long change;

        Case(long seed) {
            random = new SplittableRandom(seed);
            target = new Fraction(random.nextInt(5) == 0 ? 0 : random.nextLong(-1_500_000, 1_500_001));
            facts = facts();
            limits = limits();
            ruling = RiskGate.rule(target, facts, limits);
            long worth = E8.mulDiv(Math.max(0, facts.equity().e8()), target.ppm(), Fraction.ONE_PPM, RoundingMode.DOWN);
            wanted = E8.mulDiv(worth, E8.ONE, facts.lastPrice().e8(), RoundingMode.DOWN);
            change = wanted - facts.position().e8();
        }

        private GateFacts facts() {
            var last = new Price(random.nextLong(1, 3_000L * E8.ONE));
            var equity = new Money(
                    random.nextInt(20) == 0 ? -random.nextLong(E8.ONE) : random.nextLong(1, 50_000L * E8.ONE));
            long most = Math.min(1_000_000L * E8.ONE, 100_000L * E8.ONE / Math.max(1, last.e8() / E8.ONE));
            var position = new Quantity(random.nextInt(3) == 0 ? 0 : random.nextLong(-most, most));
            var lot = new Quantity(random.nextInt(2) == 0 ? 1 : random.nextLong(1, E8.ONE));
            return new GateFacts(
                    equity,
                    new Money(Math.max(0, equity.e8() + random.nextLong(10_000L * E8.ONE))),
                    position,
                    last,
                    random.nextLong(110),
                    random.nextInt(4) == 0 ? last.movedBy(new Fraction(random.nextLong(-60_000, 60_000))) : last,
                    last.times(position).abs().plus(new Money(random.nextLong(20_000L * E8.ONE))),
                    random.nextInt(22),
                    random.nextInt(20) == 0,
                    risk(),
                    new Instrument(
                            new Symbol("X"), new Price(1), lot, new Money(random.nextInt(2) * 10L * E8.ONE), "USD"),
                    random.nextBoolean());
        }

        private Optional<RiskAssessment> risk() {
            if (random.nextInt(10) == 0) {
                return Optional.empty();
            }
            return Optional.of(new RiskAssessment(
                    new DecisionId(new Symbol("X"), 1),
                    new Fraction(random.nextLong(80_000)),
                    new Fraction(random.nextLong(400_000)),
                    random.nextInt(1_000)));
        }

        private GateLimits limits() {
            return new GateLimits(
                    new Fraction(random.nextLong(1_200_000)),
                    new Fraction(random.nextLong(2_000_000)),
                    new Money(random.nextInt(5) == 0 ? Long.MAX_VALUE : random.nextLong(50_000L * E8.ONE)),
                    20,
                    100,
                    new Fraction(50_000),
                    new Fraction(random.nextLong(100_000, 600_000)),
                    new Fraction(random.nextLong(10_000, 80_000)),
                    new Fraction(random.nextLong(50_000, 400_000)),
                    50,
                    new Bps(random.nextInt(100)));
        }
    }
}
