package io.conclave.domain.order;

import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.domain.market.Symbol;
import io.conclave.domain.vote.DecisionId;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClientOrderIdTest {
    private final DecisionId decision = new DecisionId(new Symbol("BTC-USD"), 1_385_769_600_000_000_000L);

    /** Golden: an order sent before an upgrade must be the same order after it. */
    @Test
    void theSameDecisionGivesTheSameIdForEver() {
        assertThat(ClientOrderId.of("paper", decision, 0).value()).isEqualTo("fbqjceqtjn3ga437qcmnedzzbjxacqen");
    }

    @Test
    void everyOrdinalAndAccountHasItsOwn() {
        var ids = IntStream.range(0, 1_000)
                .mapToObj(i -> ClientOrderId.of("account-" + i % 10, decision, i / 10))
                .distinct();

        assertThat(ids.count()).isEqualTo(1_000);
    }

    @Test
    void itIsThirtyTwoCharactersLong() {
        assertThat(ClientOrderId.of("paper", decision, 0).value()).matches("[a-z2-7]{32}");
    }
}
