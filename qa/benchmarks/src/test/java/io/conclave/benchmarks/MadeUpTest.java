package io.conclave.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.domain.vote.Ballot;
import java.util.List;
import org.junit.jupiter.api.Test;

class MadeUpTest {
    @Test
    void aMarketIsTheSameForItsSeedAndAnotherForAnother() {
        assertThat(MadeUpMarket.of(3, 50, 7).id())
                .isEqualTo(MadeUpMarket.of(3, 50, 7).id())
                .isNotEqualTo(MadeUpMarket.of(3, 50, 8).id());
    }

    @Test
    void everyInstrumentHasABarAtEveryClosingAndWalksByItself() {
        var market = MadeUpMarket.of(3, 50, 7);

        assertThat(market.closings()).hasSize(50);
        assertThat(market.symbols()).isEqualTo(MadeUpMarket.symbols(3));
        assertThat(market.symbols())
                .allSatisfy(symbol ->
                        assertThat(market.bars(symbol, Long.MAX_VALUE, 100)).hasSize(50));
        assertThat(market.symbols().stream()
                        .map(symbol -> market.bars(symbol, Long.MAX_VALUE, 1)
                                .getFirst()
                                .close())
                        .distinct())
                .hasSize(3);
    }

    @Test
    void anAssemblyIsTheSameForItsSeedAndSomeOfItAbstain() {
        var rounds = Assembly.rounds(3, 200, 7);

        assertThat(rounds).isEqualTo(Assembly.rounds(3, 200, 7)).isNotEqualTo(Assembly.rounds(3, 200, 8));
        assertThat(rounds.stream()
                        .flatMap(round -> round.ballots().values().stream())
                        .filter(Ballot.Abstained.class::isInstance)
                        .count())
                .isBetween(10L, 60L);
    }

    @Test
    void plainWeightsComeToBelieveWhoSeesBest() {
        var rounds = Assembly.rounds(3, 2_000, 7);
        var learning = new PlainWeights(Assembly.agents(3));
        List<Double> losses = rounds.stream().map(learning::held).toList();
        double fresh = rounds.stream()
                .mapToDouble(round -> new PlainWeights(Assembly.agents(3)).held(round))
                .sum();

        assertThat(losses.stream().mapToDouble(Double::doubleValue).sum()).isLessThan(fresh);
    }
}
