package io.conclave.agents.outside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conclave.agents.Question;
import io.conclave.domain.unit.Fraction;
import io.conclave.domain.unit.Price;
import io.conclave.domain.vote.AgentId;
import io.conclave.domain.vote.Ballot;
import io.conclave.domain.vote.BarrierRule;
import io.conclave.domain.vote.Barriers;
import io.conclave.domain.vote.DecisionId;
import io.conclave.domain.vote.Forecast;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutsideVoteTest {
    private static final DecisionId DECISION = DecisionId.parse("BTC-USD@1000");
    private static final AgentId MOMENTUM = new AgentId("momentum");
    private static final String VOTE =
            "{\"decision\":\"BTC-USD@1000\",\"agent\":\"momentum\",\"down\":0.2,\"flat\":0.3,\"up\":0.5}";

    @Test
    void aVoteIsReadWithWhatItMayAdd() {
        var vote = OutsideVote.parse("{\"decision\":\"BTC-USD@1000\",\"agent\":\"momentum\",\"down\":0.2,\"flat\":0.3,"
                + "\"up\":0.5,\"model_id\":\"last-move-1\",\"evidence\":[\"bar:1\"]}");

        assertThat(vote.decision()).isEqualTo(DECISION);
        assertThat(vote.agent()).isEqualTo(MOMENTUM);
        assertThat(vote.opinion().ballot()).isEqualTo(new Ballot.Cast(new Forecast(200_000, 300_000, 500_000)));
        assertThat(vote.opinion().modelId()).isEqualTo("last-move-1");
        assertThat(vote.opinion().evidence()).containsExactly("bar:1");
    }

    @Test
    void anAbstentionSaysWhy() {
        var vote =
                OutsideVote.parse("{\"decision\":\"BTC-USD@1000\",\"agent\":\"momentum\",\"abstain\":\"no bars yet\"}");

        assertThat(vote.opinion().ballot()).isEqualTo(new Ballot.Abstained(Ballot.Reason.NO_EVIDENCE, "no bars yet"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            0.5}            | 0.6}                    | Not a distribution
            0.5}            | 0.50001}                | Not a distribution
            0.5}            | NaN}                    | is JSON
            0.5}            | 1e400}                  | is a probability
            0.5}            | -0.5}                   | is a probability
            0.5}            | "0.5"}                  | must be a number
            0.5}            | 0.5,"up":0.5}           | is JSON
            0.5}            | 0.5,"size":9}           | has no field "size"
            0.5}            | 0.5,"abstain":"so"}     | has no field "down"
            0.5}            | 0.5} {}                 | is JSON
            0.5}            | 0.5,"evidence":["",""]} | 1 to 200 characters
            0.5}            | 0.5,"evidence":[1]}     | is a list of texts
            0.5}            | 0.5,"model_id":7}       | must be a text
            BTC-USD@1000    | BTC-USD                 | is no decision
            `"momentum"`    | `"mo mentum"`           | mo mentum
            ,"agent":"momentum" | ``                  | "agent" must be a text
            """)
    void whatIsNoVoteIsRefusedInASentence(String part, String instead, String said) {
        var body = VOTE.replace(part, instead);

        assertThat(body).isNotEqualTo(VOTE);
        assertThatThrownBy(() -> OutsideVote.parse(body))
                .isInstanceOf(BadVoteException.class)
                .hasMessageContaining(said);
    }

    @Test
    void theFirstAnswerToAnOpenQuestionCounts() throws Exception {
        var outside = new OutsideAgents(List.of(MOMENTUM), Duration.ofMinutes(1));
        var vote = OutsideVote.parse(VOTE);
        assertThat(outside.answer(vote)).isEmpty();

        var opinion = outside.mind(MOMENTUM).opine(question());

        assertThat(outside.answer(vote)).contains(question());
        assertThat(outside.answer(vote)).isEmpty();
        assertThat(opinion.toCompletableFuture().get(10, TimeUnit.SECONDS)).isEqualTo(vote.opinion());
    }

    @Test
    void silenceIsAnAbstentionAndNobodyWaitsForAStranger() throws Exception {
        var outside = new OutsideAgents(List.of(MOMENTUM), Duration.ofMillis(20));

        var silent =
                outside.mind(MOMENTUM).opine(question()).toCompletableFuture().get(10, TimeUnit.SECONDS);
        var stranger = OutsideAgents.none()
                .mind(MOMENTUM)
                .opine(question())
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);

        assertThat(silent.ballot())
                .isEqualTo(new Ballot.Abstained(Ballot.Reason.NO_EVIDENCE, "Not heard within 20 ms"));
        assertThat(stranger.ballot())
                .isEqualTo(new Ballot.Abstained(Ballot.Reason.NO_EVIDENCE, "Not heard within 0 ms"));
        assertThat(outside.answer(OutsideVote.parse(VOTE))).isEmpty();
    }

    private static Question question() {
        return new Question(
                DECISION,
                1,
                Price.of("1121.5"),
                new Barriers(Fraction.of(0.01), Fraction.of(0.01)),
                new BarrierRule(Fraction.ONE, 20, Fraction.of(0.01)),
                Fraction.ZERO);
    }
}
