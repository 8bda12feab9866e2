package io.conclave.orchestrator.execution;

import static io.conclave.orchestrator.execution.LiveDesk.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conclave.domain.order.OrderState;
import io.conclave.domain.order.OrderTerms;
import io.conclave.domain.order.Side;
import io.conclave.domain.unit.Fraction;
import io.conclave.domain.unit.Price;
import io.conclave.orchestrator.stage.Stage;
import io.conclave.testkit.Patience;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Stops that follow the market. */
class TrailingTest {
    @RegisterExtension
    static final Stage STAGE = Stage.still();

    private static final Trail FIFTY = new Trail(Optional.of(Price.of("50")), Optional.empty());

    @SuppressWarnings("NullAway.Init")
    private LiveDesk desk;

    @BeforeEach
    void aDeskThatHasTwo() {
        desk = new LiveDesk(STAGE, "").opens();
        desk.buy("held", "2", OrderTerms.limit(Price.of("990")));
        desk.trades("held", "2", "990");
    }

    @AfterEach
    void closed() {
        desk.closes();
    }

    /** Where a stop goes from 95 when the market is at a price; the tick is 0.5. */
    @ParameterizedTest
    @CsvSource(useHeadersInDisplayName = true, delimiter = '|', textBlock = """
            side | by    | market | goes to
            SELL | 5     | 100    |
            SELL | 5     | 99     |
            SELL | 5     | 100.4  |
            SELL | 5     | 100.5  | 95.5
            SELL | 5     | 110.2  | 105
            SELL | 10 %  | 105    |
            SELL | 10 %  | 110    | 99
            SELL | 10 %  | 111    | 99.5
            BUY  | 5     | 90     |
            BUY  | 5     | 91     |
            BUY  | 5     | 89.4   | 94.5
            BUY  | 10 %  | 86     | 95
            BUY  | 10 %  | 85     | 93.5
            """)
    void aStopComesNearerAndNeverGoesBack(Side side, String by, String market, String to) {
        var trail = by.endsWith("%")
                ? new Trail(Optional.empty(), Optional.of(Fraction.of(0.1)))
                : new Trail(Optional.of(Price.of(by)), Optional.empty());
        var expected = Optional.ofNullable(to).map(Price::of).filter(at -> !at.equals(Price.of("95")));

        assertThat(trail.moved(side, Price.of("95"), Price.of(market), Price.of("0.5")))
                .isEqualTo(expected);
    }

    @Test
    void aStopBelowARisingMarketRisesWithItAndStaysWhenItFalls() {
        together(trailing("stop"));
        desk.closesAt("1010");
        assertThat(stop()).isEqualTo(Price.of("960"));

        desk.closesAt("980");
        assertThat(stop()).isEqualTo(Price.of("960"));
        desk.closesAt("1030");

        assertThat(stop()).isEqualTo(Price.of("980"));
        assertThat(desk.order("stop").state()).isEqualTo(OrderState.REPLACED);
        assertThat(desk.events())
                .filteredOn(OrderDesk.ReplaceAsked.class::isInstance)
                .hasSize(2);
    }

    @Test
    void aRestartKeepsItTrailing() {
        together(trailing("stop"));
        desk.closesAt("1010");
        assertThat(stop()).isEqualTo(Price.of("960"));
        desk.isBornAgain();
        desk.opens();

        desk.closesAt("1020");

        assertThat(stop()).isEqualTo(Price.of("970"));
    }

    @Test
    void aMoveThatTheVenueRefusesIsTriedAtTheNextPrice() {
        desk.venue.refusesReplacements();
        together(trailing("stop"));
        desk.closesAt("1010");
        desk.closesAt("1020");

        Patience.until(
                "both moves were refused",
                () -> desk.events().stream()
                                .filter(OrderDesk.OrderKept.class::isInstance)
                                .count()
                        == 2);
        assertThat(desk.order("stop").state()).isEqualTo(OrderState.WORKING);
    }

    @Test
    void whatIsTakenBackTrailsNoMore() {
        together(trailing("stop"));
        desk.cancel("stop");

        desk.closesAt("1050");

        assertThat(desk.events()).noneMatch(OrderDesk.ReplaceAsked.class::isInstance);
    }

    @Test
    void saidAgainItIsTheSameStop() {
        together(trailing("stop"));

        assertThat(together(trailing("stop")).again()).isTrue();
        assertThat(desk.venue.sent()).hasSize(2);
    }

    @Test
    void saidAgainAfterItMovedItIsTheSameStop() {
        together(trailing("stop"));
        desk.closesAt("1050");
        Patience.until("it has moved", () -> desk.order("stop").state() == OrderState.REPLACED);

        assertThat(together(trailing("stop")).again()).isTrue();
        assertThat(desk.<OrderDesk.Known>ask(replyTo -> new OrderDesk.GetOrder(id("stop"), replyTo))
                        .ties()
                        .trail())
                .contains(FIFTY);
    }

    @Test
    void aStopBeginsAsFarBehindTheMarketAsItTrails() {
        var tick = Price.of("0.5");
        assertThat(FIFTY.behind(Side.SELL, Price.of("1000.3"), tick)).contains(Price.of("950"));
        assertThat(FIFTY.behind(Side.BUY, Price.of("1000.3"), tick)).contains(Price.of("1050.5"));
        assertThat(FIFTY.behind(Side.SELL, Price.of("50"), tick)).isEmpty();
    }

    @Test
    void whatDoesNotTrailIsNoTrail() {
        assertThatThrownBy(() -> new Trail(Optional.empty(), Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Trail(Optional.empty(), Optional.of(Fraction.ONE)))
                .isInstanceOf(IllegalArgumentException.class);
        var limit = desk.wish("limit", Side.SELL, "1", OrderTerms.limit(Price.of("1010")));
        assertThatThrownBy(() -> new OrderDesk.PlaceTrailing(
                        limit, FIFTY, STAGE.kit().system().ignoreRef()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    // ---- the trade's words

    private OrderDesk.LinkAnswer trailing(String name) {
        var wish = desk.wish(name, Side.SELL, "2", OrderTerms.stop(Price.of("950")));
        return desk.<OrderDesk.LinkAnswer>ask(replyTo -> new OrderDesk.PlaceTrailing(wish, FIFTY, replyTo));
    }

    private static OrderDesk.TakenTogether together(OrderDesk.LinkAnswer answer) {
        assertThat(answer).isInstanceOf(OrderDesk.TakenTogether.class);
        return (OrderDesk.TakenTogether) answer;
    }

    /** Where it is by now, through all its replacements. */
    private Price stop() {
        var order = desk.order("stop");
        while (order.state() == OrderState.REPLACED) {
            order = desk.find(order.replacement().orElseThrow()).orElseThrow();
        }
        assertThat(order.state()).isEqualTo(OrderState.WORKING);
        assertThat(order.id().equals(id("stop"))).isFalse();
        return order.ticket().terms().stop().orElseThrow();
    }
}
