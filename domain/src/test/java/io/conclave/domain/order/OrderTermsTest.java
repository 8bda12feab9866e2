package io.conclave.domain.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conclave.domain.market.Symbol;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import io.conclave.domain.vote.DecisionId;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OrderTermsTest {
    private static final Price PRICE = Price.of("1000");
    private static final OrderTerms LIMIT = OrderTerms.limit(PRICE);

    static Stream<Named<ThrowingCallable>> contradictions() {
        return Stream.of(
                Named.of("GTD without a moment", () -> LIMIT.in(TimeInForce.GTD)),
                Named.of("a market order that waits", () -> OrderTerms.market().goodTill(7)),
                Named.of("a post-only market order", () -> OrderTerms.market().postingOnly()),
                Named.of(
                        "a post-only order that may not wait",
                        () -> LIMIT.in(TimeInForce.FOK).postingOnly()),
                Named.of(
                        "an iceberg that may not wait",
                        () -> LIMIT.in(TimeInForce.IOC).showing(Quantity.of("1"))),
                Named.of(
                        "an iceberg without a limit",
                        () -> OrderTerms.stop(PRICE).showing(Quantity.of("1"))),
                Named.of("an iceberg that shows nothing", () -> LIMIT.showing(Quantity.ZERO)),
                Named.of("an iceberg that shows more than it is", () -> ticket(LIMIT.showing(Quantity.of("3")))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("contradictions")
    void termsThatContradictEachOtherAreRefused(ThrowingCallable asked) {
        assertThatThrownBy(asked).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aDecisionSendsAMarketOrder() {
        var decision = new DecisionId(new Symbol("BTC-USD"), 7);
        var intent = new OrderIntent(
                ClientOrderId.of("paper", decision, 0),
                decision,
                decision.symbol(),
                Side.SELL,
                Quantity.of("2"),
                PRICE,
                7);

        var ticket = OrderTicket.of(intent);

        assertThat(ticket.id()).isEqualTo(intent.id());
        assertThat(ticket.terms().isMarket()).isTrue();
        assertThat(ticket.atNanos()).isEqualTo(7);
    }

    @Test
    void whatATermAddsLeavesTheOthers() {
        var terms = OrderTerms.stopLimit(PRICE, Price.of("990"))
                .postingOnly()
                .showing(Quantity.of("1"))
                .goodTill(9);

        assertThat(terms.stop()).contains(PRICE);
        assertThat(terms.limit()).contains(Price.of("990"));
        assertThat(terms.postOnly()).isTrue();
        assertThat(terms.shown()).contains(Quantity.of("1"));
        assertThat(terms.timeInForce()).isEqualTo(TimeInForce.GTD);
        assertThat(terms.in(TimeInForce.DAY).goodTillNanos()).isZero();
    }

    private static OrderTicket ticket(OrderTerms terms) {
        return new OrderTicket(
                new ClientOrderId("one"), new Symbol("BTC-USD"), Side.BUY, Quantity.of("2"), terms, PRICE, 1);
    }
}
