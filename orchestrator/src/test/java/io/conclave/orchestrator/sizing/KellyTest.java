package io.conclave.orchestrator.sizing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class KellyTest {
    private static final double TEN_BP = 0.001;

    @Test
    void withoutCostsTheStakeIsTheClosedForm() {
        assertThat(bet(0).stake(0)).isCloseTo(4.054054, within(5e-7));
    }

    /** The reference, 0.678129, came from a minimiser that stops within 1e-6; the derivative's root is 0.6781283311. */
    @Test
    void tenBasisPointsEatMostOfTheStake() {
        assertThat(bet(TEN_BP).stake(0)).isCloseTo(0.678129, within(1e-6)).isCloseTo(0.6781283311, within(5e-11));
    }

    @Test
    void theBracketFindsTheClosedForm() {
        double almostNoCost = 1e-13;

        assertThat(bet(almostNoCost).stake(0)).isCloseTo(bet(0).stake(0), within(1e-7));
    }

    @Test
    void aQuarterOfTheStakeKeepsFortyFourPercentOfTheGrowth() {
        var even = new Kelly(.55, .45, 0, 1, 1, 0);
        double stake = even.stake(0);

        assertThat(stake).isCloseTo(.10, within(1e-12));
        assertThat(even.growth(stake)).isCloseTo(.00500837, within(5e-9));
        assertThat(even.growth(stake / 4)).isCloseTo(.00218792, within(5e-9));
    }

    @Test
    void theRuinConstraintHasTheReferenceExponentAndBindsAtSomeStake() {
        double exponent = Kelly.ruinExponent(.7, .1);
        var even = new Kelly(.55, .45, 0, 1, 1, 0);

        assertThat(exponent).isCloseTo(6.455696, within(5e-7));
        assertThat(even.ruinMoment(.02, exponent)).isLessThan(1);
        assertThat(even.ruinMoment(even.stake(0), exponent)).isGreaterThan(1);
    }

    @Test
    void aStakeHeldIsNeitherRaisedNorCutForLessThanItsCost() {
        double fromNothing = bet(TEN_BP).stake(0);
        double free = bet(0).stake(0);
        double held = (fromNothing + free) / 2;

        assertThat(bet(TEN_BP).stake(held)).isEqualTo(held);
        assertThat(bet(TEN_BP).stake(fromNothing / 2)).isGreaterThan(fromNothing / 2);
        assertThat(bet(TEN_BP).stake(20)).isBetween(free, 20.0);
    }

    @Test
    void aBetThatCannotBeLostIsStakedToTheEdgeOfRuinAndNoFarther() {
        assertThat(new Kelly(.5, 0, .5, .02, .02, TEN_BP).stake(0)).isBetween(0.0, 1 / .021);
        assertThat(new Kelly(1, 0, 0, .02, .02, 0).stake(0)).isEqualTo(50);
    }

    @Property(tries = 1_000)
    void noStakeNearbyGrowsFaster(
            @ForAll @IntRange(min = 34, max = 90) int winPercent,
            @ForAll @IntRange(min = 5, max = 100) int loseOfRestPercent,
            @ForAll @IntRange(min = 10, max = 2_000) int winBps,
            @ForAll @IntRange(min = 10, max = 2_000) int loseBps,
            @ForAll @IntRange(min = 0, max = 50) int costBps,
            @ForAll @IntRange(min = 0, max = 400) int heldPercent) {
        double pWin = winPercent / 100.0;
        double pLose = (1 - pWin) * loseOfRestPercent / 100.0;
        double held = heldPercent / 100.0;
        var bet = new Kelly(pWin, pLose, 1 - pWin - pLose, winBps / 1e4, loseBps / 1e4, costBps / 1e4);

        double stake = bet.stake(held);

        double best = growth(bet, stake, held);
        for (double step : new double[] {-1, -.1, -.01, -.001, .001, .01, .1, 1}) {
            double other = Math.max(0, stake + step);
            assertThat(growth(bet, other, held)).isLessThanOrEqualTo(best + 1e-12);
        }
    }

    private static double growth(Kelly bet, double stake, double held) {
        double paid = bet.cost() * Math.abs(stake - held);
        double lost = 1 - stake * bet.lose() - paid;
        return bet.pWin() * Math.log(1 + stake * bet.win() - paid)
                + (lost > 0 ? bet.pLose() * Math.log(lost) : -1e9)
                + bet.pNothing() * Math.log(1 - paid);
    }

    private static Kelly bet(double cost) {
        return new Kelly(.40, .34, .26, .02, .02, cost);
    }
}
