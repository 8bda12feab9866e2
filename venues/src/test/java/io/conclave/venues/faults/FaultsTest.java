package io.conclave.venues.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.domain.order.Side;
import io.conclave.venues.binance.Market;
import io.conclave.venues.faults.ScriptedVenue.Change;
import io.conclave.venues.faults.Wire.Fault;
import io.conclave.venues.faults.Wire.Step;
import io.conclave.venues.marketdata.Outcome.Reason;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;

/**
 * Whatever happens to messages on their way, a book that is shown is one the venue has had, and once it is undisturbed again it is
 * the venue's own.
 */
class FaultsTest {
    private static final int TRIES = 400;

    @Property(tries = TRIES)
    void spotOfBinance(@ForAll("steps") List<Step> steps) {
        endsWithTheVenuesBook(new ScriptedBinance(Market.SPOT), steps);
    }

    @Property(tries = TRIES)
    void futuresOfBinance(@ForAll("steps") List<Step> steps) {
        endsWithTheVenuesBook(new ScriptedBinance(Market.USD_MARGINED), steps);
    }

    @Property(tries = TRIES)
    void kraken(@ForAll("steps") List<Step> steps) {
        endsWithTheVenuesBook(new ScriptedKraken(), steps);
    }

    @Property(tries = TRIES)
    void advancedTradeOfCoinbase(@ForAll("steps") List<Step> steps) {
        endsWithTheVenuesBook(new ScriptedCoinbase(true), steps);
    }

    /** Nothing missing, not even for the while in which it was overtaken: this feed has nothing that would show it. */
    @Property(tries = TRIES)
    void olderFeedOfCoinbase(@ForAll("stepsWithNothingMissing") List<Step> steps) {
        endsWithTheVenuesBook(new ScriptedCoinbase(false), steps);
    }

    @Test
    void eachFaultIsNoticedForWhatItIs() {
        assertThat(reasons(new ScriptedBinance(Market.SPOT), Fault.DROPPED)).containsOnlyKeys(Reason.GAP);
        assertThat(reasons(new ScriptedBinance(Market.USD_MARGINED), Fault.OVERTAKEN))
                .containsOnlyKeys(Reason.GAP);
        assertThat(reasons(new ScriptedKraken(), Fault.DROPPED)).containsOnlyKeys(Reason.CHECKSUM);
        assertThat(reasons(new ScriptedKraken(), Fault.OVERTAKEN)).containsOnlyKeys(Reason.CHECKSUM);
        assertThat(reasons(new ScriptedCoinbase(true), Fault.DROPPED)).containsOnlyKeys(Reason.GAP);
        assertThat(reasons(new ScriptedCoinbase(false), Fault.OVERTAKEN)).containsOnlyKeys(Reason.OUT_OF_ORDER);
        assertThat(reasons(new ScriptedCoinbase(false), Fault.CUT)).containsOnlyKeys(Reason.UNREADABLE);
    }

    @Test
    void whatComesTwiceInARowIsHarmless() {
        assertThat(reasons(new ScriptedBinance(Market.SPOT), Fault.REPEATED)).isEmpty();
        assertThat(reasons(new ScriptedBinance(Market.USD_MARGINED), Fault.AGAIN))
                .isEmpty();
        assertThat(reasons(new ScriptedKraken(), Fault.REPEATED)).isEmpty();
        assertThat(reasons(new ScriptedCoinbase(true), Fault.AGAIN)).isEmpty();
        assertThat(reasons(new ScriptedCoinbase(false), Fault.REPEATED)).isEmpty();
    }

    private static void endsWithTheVenuesBook(ScriptedVenue venue, List<Step> steps) {
        venue.open(opening());
        var wire = new Wire(venue);
        steps.forEach(wire::carry);
        undisturbed(wire);
        wire.giveUpWaiting();
        undisturbed(wire);

        assertThat(wire.listener().book())
                .hasValueSatisfying(
                        book -> assertThat(book.depth(ScriptedVenue.ALL)).isEqualTo(venue.seen()));
    }

    /** Why a listener gave up its book, of one fault among messages that arrive. */
    private static Map<Reason, Integer> reasons(ScriptedVenue venue, Fault fault) {
        venue.open(opening());
        var wire = new Wire(venue);
        undisturbed(wire);
        wire.carry(step(1, fault));
        undisturbed(wire);
        assertThat(wire.listener().book()).isPresent();
        return new EnumMap<>(wire.resyncs());
    }

    private static void undisturbed(Wire wire) {
        IntStream.range(2, 12).forEach(i -> wire.carry(step(i, Fault.NONE)));
    }

    private static Step step(int i, Fault fault) {
        return new Step(List.of(new Change(i % 2 == 0 ? Side.BUY : Side.SELL, i % 5, i)), fault, 0);
    }

    private static List<Change> opening() {
        return IntStream.range(0, 13)
                .boxed()
                .flatMap(i -> List.of(new Change(Side.BUY, i, i + 1), new Change(Side.SELL, i, i + 2)).stream())
                .toList();
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return stepsWith(Fault.values());
    }

    @Provide
    Arbitrary<List<Step>> stepsWithNothingMissing() {
        return stepsWith(Fault.REPEATED, Fault.AGAIN, Fault.CUT);
    }

    private static Arbitrary<List<Step>> stepsWith(Fault... faults) {
        var change = Combinators.combine(
                        Arbitraries.of(Side.values()),
                        Arbitraries.integers().between(0, 19),
                        Arbitraries.integers().between(0, 4))
                .as(Change::new);
        var fault =
                Arbitraries.frequencyOf(Tuple.of(4, Arbitraries.just(Fault.NONE)), Tuple.of(1, Arbitraries.of(faults)));
        return Combinators.combine(
                        change.list().ofMaxSize(4),
                        fault,
                        Arbitraries.integers().between(0, 4))
                .as(Step::new)
                .list()
                .ofMaxSize(60);
    }
}
