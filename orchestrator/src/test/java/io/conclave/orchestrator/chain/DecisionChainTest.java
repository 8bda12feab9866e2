package io.conclave.orchestrator.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conclave.domain.market.Symbol;
import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.Fill;
import io.conclave.domain.order.OrderIntent;
import io.conclave.domain.order.Side;
import io.conclave.domain.unit.Fraction;
import io.conclave.domain.unit.Money;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import io.conclave.domain.vote.AgentId;
import io.conclave.domain.vote.Ballot;
import io.conclave.domain.vote.DecisionId;
import io.conclave.domain.vote.Forecast;
import io.conclave.domain.vote.Provenance;
import io.conclave.domain.vote.Vote;
import io.conclave.orchestrator.riskgate.Veto;
import io.conclave.orchestrator.riskgate.VetoReason;
import io.conclave.orchestrator.sizing.Cause;
import io.conclave.orchestrator.sizing.Stance;
import io.conclave.orchestrator.sizing.Verdict;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class DecisionChainTest {
    private static final Symbol BTC = new Symbol("BTC-USD");
    private static final DecisionId ID = new DecisionId(BTC, 1_385_769_600_000_000_000L);
    private static final ClientOrderId ORDER = new ClientOrderId("abc");
    private static final Vote QUANT =
            vote("quant", new Ballot.Cast(new Forecast(250_000, 350_000, 400_000)), "model-1");
    private static final Vote ANALYST =
            vote("analyst", new Ballot.Abstained(Ballot.Reason.NO_EVIDENCE, "No news."), "model-2");
    private static final DecisionRecord DECISION = decision(List.of(QUANT, ANALYST), List.of(0.25, 0.35, 0.4));

    @Test
    void theBytesOfADecisionNeverChange() {
        assertThat(HexFormat.of().formatHex(DecisionBytes.of(DECISION))).isEqualTo(GOLDEN_BYTES);
    }

    @Test
    void theHashesOfADecisionAndOfARunNeverChange() {
        var chain = DecisionChain.START.then(DECISION);

        assertThat(chain.head()).isEqualTo("63c110a86a36f5cdec8ea0f2aade62c31442cfd8edbf408841ae4c5e20884884");
        assertThat(RunHash.of(Map.of(BTC, chain)))
                .isEqualTo("462e784709d4df9f597b55d34dc662a2f1a0eb855b8963e6a28182c982f6a610");
    }

    @Test
    void theOrderInWhichVotesCameInIsForgotten() {
        assertThat(DecisionBytes.of(decision(List.of(ANALYST, QUANT), DECISION.q())))
                .isEqualTo(DecisionBytes.of(DECISION));
    }

    @Test
    void whatADecisionTookIsNotInItsHash() {
        var slow = new Vote(
                ID, QUANT.agent(), QUANT.ballot(), QUANT.evidence(), new Provenance("other", "cafe", 900, 12_000, 99));
        var wordy = vote("analyst", new Ballot.Abstained(Ballot.Reason.NO_EVIDENCE, "Nothing since noon."), "model-2");

        assertThat(DecisionBytes.of(decision(List.of(slow, wordy), DECISION.q())))
                .isEqualTo(DecisionBytes.of(DECISION));
    }

    @Test
    void minusZeroIsZero() {
        assertThat(DecisionBytes.of(decision(List.of(QUANT), List.of(-0.0, 0.0, 1.0))))
                .isEqualTo(DecisionBytes.of(decision(List.of(QUANT), List.of(0.0, 0.0, 1.0))));
        assertThatThrownBy(() -> DecisionBytes.of(decision(List.of(QUANT), List.of(Double.NaN))))
                .hasMessageContaining("finite");
    }

    @Test
    void textsThatRunTogetherAreToldApart() {
        byte[] one = new CanonicalBytes().text("ab").text("c").toBytes();
        byte[] other = new CanonicalBytes().text("a").text("bc").toBytes();

        assertThat(one).isNotEqualTo(other);
    }

    @Test
    void everyDecisionAndItsPlaceMovesTheHead() {
        var later = decision(List.of(QUANT), List.of(0.3, 0.3, 0.4));

        assertThat(DecisionChain.START.then(DECISION).then(later))
                .isNotEqualTo(DecisionChain.START.then(later).then(DECISION));
    }

    @Test
    void aRunIsTheSameWhateverOrderItsInstrumentsCameIn() {
        var chain = DecisionChain.START.then(DECISION);
        var chains = new TreeMap<Symbol, DecisionChain>(Comparator.reverseOrder());
        chains.put(BTC, chain);
        chains.put(new Symbol("ETH-USD"), DecisionChain.START);

        assertThat(RunHash.of(chains))
                .isEqualTo(RunHash.of(Map.of(new Symbol("ETH-USD"), DecisionChain.START, BTC, chain)))
                .isNotEqualTo(RunHash.of(Map.of(BTC, chain)));
    }

    @Test
    void strayAndDoubleVotesAreRefused() {
        var stray = new Vote(new DecisionId(BTC, 1), QUANT.agent(), QUANT.ballot(), List.of(), QUANT.made());

        assertThatThrownBy(() -> DecisionBytes.of(decision(List.of(stray), DECISION.q())))
                .hasMessageContaining("cannot be hashed into BTC-USD@1385769600000000000");
        assertThatThrownBy(() -> DecisionBytes.of(decision(List.of(QUANT, QUANT), DECISION.q())))
                .hasMessageContaining("quant voted twice");
    }

    private static DecisionRecord decision(List<Vote> votes, List<Double> q) {
        var price = Price.of("1000");
        return new DecisionRecord(
                ID,
                votes,
                q,
                new Verdict(Stance.LONG, new Fraction(200_000), Cause.KELLY),
                List.of(new Veto(VetoReason.POSITION_LIMIT, new Fraction(200_000), new Fraction(100_000))),
                List.of(new OrderIntent(ORDER, ID, BTC, Side.BUY, Quantity.of("1"), price, ID.asOfNanos())),
                List.of(new Fill(
                        "f1", ORDER, BTC, Side.BUY, Quantity.of("1"), price, Money.of("2.5"), ID.asOfNanos() + 1)));
    }

    private static Vote vote(String agent, Ballot ballot, String model) {
        return new Vote(ID, new AgentId(agent), ballot, List.of("bar-7", "bar-8"), new Provenance(model, "", 0, 0, 5));
    }

    /** Written down by another program than the one under test. */
    private static final String GOLDEN_BYTES =
            "520000000b6465636973696f6e2e763153000000074254432d55534449133b3e1bec8900004c00000002530000000761"
                    + "6e616c79737452000000096162737461696e6564530000000b4e4f5f45564944454e43454c0000000253000000056261"
                    + "722d3753000000056261722d3853000000057175616e7452000000046361737449000000000003d09049000000000005"
                    + "5730490000000000061a804c0000000253000000056261722d3753000000056261722d384c00000003443fd000000000"
                    + "0000443fd6666666666666443fd999999999999a4c0000000153000000044c4f4e47490000000000030d405300000005"
                    + "4b454c4c594c00000001530000000e504f534954494f4e5f4c494d4954490000000000030d404900000000000186a04c"
                    + "00000001530000000361626353000000074254432d55534449133b3e1bec89000053000000074254432d555344530000"
                    + "0003425559490000000005f5e10049000000174876e80049133b3e1bec8900004c000000015300000002663153000000"
                    + "0361626353000000074254432d5553445300000003425559490000000005f5e10049000000174876e80049000000000e"
                    + "e6b28049133b3e1bec890001";
}
