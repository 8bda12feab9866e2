package io.conclave.orchestrator.execution;

import static io.conclave.orchestrator.execution.LiveDesk.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.OrderState;
import io.conclave.domain.order.OrderTerms;
import io.conclave.domain.order.Side;
import io.conclave.domain.unit.Money;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import io.conclave.orchestrator.execution.OrderDesk.Reason;
import io.conclave.orchestrator.stage.Stage;
import io.conclave.testkit.Patience;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Orders that belong together, in a cash account that sells what it has. */
class LinkingTest {
    @RegisterExtension
    static final Stage STAGE = Stage.still();

    private static final OrderTerms LIMIT = OrderTerms.limit(Price.of("990"));
    private static final OrderTerms DEAR = OrderTerms.limit(Price.of("1010"));
    private static final OrderTerms STOP = OrderTerms.stop(Price.of("900"));

    @SuppressWarnings("NullAway.Init")
    private LiveDesk desk;

    @BeforeEach
    void aDeskThatTrades() {
        desk = new LiveDesk(STAGE, "").opens();
    }

    @AfterEach
    void closed() {
        desk.closes();
    }

    // ---- one cancels the other

    @Test
    void twoWaysOutOfOnePositionPassTheDoorAndWhenOneTradesTheOtherIsTakenBack() {
        held("2");
        together(either("profit", DEAR, "loss", STOP));
        assertThat(desk.order("profit").state()).isEqualTo(OrderState.WORKING);
        assertThat(desk.order("loss").state()).isEqualTo(OrderState.WORKING);

        desk.trades("profit", "0.5", "1010");

        Patience.until("the other is taken back", () -> isCancelled("loss"));
        assertThat(desk.order("profit").state()).isEqualTo(OrderState.PARTIALLY_FILLED);
        assertThat(desk.events()).contains(new OrderDesk.CancelAsked(id("loss"), "one cancels the other"));
    }

    @Test
    void whoTakesOneBackTakesBothBack() {
        held("2");
        together(either("profit", DEAR, "loss", STOP));

        desk.cancel("loss");

        Patience.until("the other is taken back", () -> isCancelled("profit"));
    }

    @Test
    void anOrderThatTheVenueDoesNotTakeLeavesTheOther() {
        held("2");
        desk.venue.rejectsNext();
        together(either("profit", DEAR, "loss", STOP));

        Patience.until("it is rejected", () -> desk.order("profit").state() == OrderState.REJECTED);
        assertThat(desk.order("loss").state()).isEqualTo(OrderState.WORKING);
        assertThat(refused(desk.sell("more", "1", DEAR))).isEqualTo(Reason.LIMIT);
    }

    @Test
    void aPairThatSellsMoreThanThereIsIsRefused() {
        held("2");
        desk.sell("some", "1", DEAR);

        var answer = either("profit", OrderTerms.limit(Price.of("1020")), "loss", STOP);

        assertThat(answer).isInstanceOf(OrderDesk.Refused.class);
        assertThat(desk.events()).noneMatch(OrderDesk.OrdersPaired.class::isInstance);
    }

    @Test
    void saidAgainItIsTheSamePairAndOtherOrdersOfTheseNamesAreRefused() {
        held("2");
        together(either("profit", DEAR, "loss", STOP));

        assertThat(together(either("profit", DEAR, "loss", STOP)).again()).isTrue();
        assertThat(either("profit", DEAR, "another", STOP)).isInstanceOf(OrderDesk.Refused.class);
        assertThat(refused(desk.sell("profit", "2", DEAR)))
                .as("by itself it is another order")
                .isEqualTo(Reason.DUPLICATE);
        assertThat(desk.venue.sent()).hasSize(3);
    }

    @Test
    void anOrderThatMovedIsStillOneOfThePair() {
        held("2");
        together(either("profit", DEAR, "loss", STOP));
        var nearer = desk.wish("nearer", Side.SELL, "2", OrderTerms.stop(Price.of("950")));
        assertThat(desk.<OrderDesk.Answer>ask(replyTo -> new OrderDesk.Replace(id("loss"), nearer, replyTo)))
                .isInstanceOf(OrderDesk.Taken.class);
        Patience.until("it has moved", () -> desk.order("nearer").state() == OrderState.WORKING);

        desk.trades("profit", "2", "1010");

        Patience.until("the other is taken back", () -> isCancelled("nearer"));
    }

    @Test
    void whatTradedWhileTheDeskWasAwayTakesTheOtherBackAfterTheRestart() {
        held("2");
        together(either("profit", DEAR, "loss", STOP));
        var usage = desk.standing().usage();
        desk.isBornAgain();
        desk.opens();
        assertThat(desk.standing().usage()).isEqualTo(usage);

        desk.tradesUnheard("profit", "2", "1010");
        desk.isBornAgain();
        desk.opens();

        Patience.until("the other is taken back", () -> isCancelled("loss"));
        assertThat(desk.order("profit").state()).isEqualTo(OrderState.FILLED);
    }

    @Test
    void twoOrdersThatCannotStandForEachOtherAreNone() {
        assertThatThrownBy(() -> either("profit", DEAR, "profit", STOP)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> either("profit", DEAR, "now", OrderTerms.market()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    // ---- brackets

    @Test
    void whatABracketBoughtIsOfferedAndProtectedAndOneWayOutEndsTheOther() {
        together(bracket("entry", "2"));
        assertThat(desk.venue.sent()).hasSize(1);

        desk.trades("entry", "2", "990");

        Patience.until("both ways out wait", () -> works(profit()) && works(loss()));
        assertThat(order(profit()).ticket().terms()).isEqualTo(DEAR);
        assertThat(order(loss()).ticket().terms()).isEqualTo(STOP);
        assertThat(order(loss()).ticket().side()).isEqualTo(Side.SELL);
        assertThat(order(loss()).ticket().quantity()).isEqualTo(Quantity.of("2"));
        assertThat(order(loss()).actor()).isEqualTo("key");
        desk.trades(order(loss()), "2", "899");
        Patience.until("the other is taken back", () -> order(profit()).state() == OrderState.CANCELLED);
        assertThat(desk.standing().usage().orElseThrow().gross()).isEqualTo(Money.ZERO);
    }

    @Test
    void onlyWhatTradedOfAnOrderThatWasTakenBackHasWaysOut() {
        together(bracket("entry", "2"));
        desk.trades("entry", "0.5", "990");
        assertThat(desk.venue.sent()).hasSize(1);

        desk.cancel("entry");

        Patience.until("both ways out wait", () -> works(profit()) && works(loss()));
        assertThat(order(profit()).ticket().quantity()).isEqualTo(Quantity.of("0.5"));
    }

    @Test
    void aBracketSurvivesARestartAtEveryStep() {
        together(bracket("entry", "2"));
        restarts();
        desk.trades("entry", "1", "990");
        restarts();
        desk.tradesUnheard("entry", "1", "990");
        restarts();
        Patience.until("both ways out wait", () -> works(profit()) && works(loss()));
        restarts();
        desk.trades(order(profit()), "2", "1010");
        restarts();

        Patience.until("the other is taken back", () -> order(loss()).state() == OrderState.CANCELLED);
        assertThat(desk.venue.sent()).hasSize(3);
        assertThat(together(bracket("entry", "2")).again()).isTrue();
    }

    @Test
    void waysOutThatTheDoorHasNoRoomForAreTriedUntilItHas() {
        desk.closes();
        STAGE.journal().clearAll();
        desk = new LiveDesk(STAGE, "door { order-rate = 2, rate-window = 10 s }").opens();
        together(bracket("entry", "1"));
        desk.trades("entry", "1", "990");
        assertThat(desk.events()).noneMatch(OrderDesk.OrderCovered.class::isInstance);

        desk.timePasses(Duration.ofSeconds(15));
        desk.closesAt("1000");
        desk.inTime(
                "the ways out are placed",
                () -> desk.events().stream().anyMatch(OrderDesk.OrderCovered.class::isInstance));

        Patience.until("both ways out wait", () -> works(profit()) && works(loss()));
    }

    // ---- the trade's words

    private void held(String quantity) {
        desk.buy("held", quantity, LIMIT);
        desk.trades("held", quantity, "990");
    }

    private void restarts() {
        desk.isBornAgain();
        desk.opens();
    }

    private OrderDesk.LinkAnswer either(String one, OrderTerms first, String other, OrderTerms second) {
        var wish = desk.wish(one, Side.SELL, "2", first);
        var instead = desk.wish(other, Side.SELL, "2", second);
        return desk.<OrderDesk.LinkAnswer>ask(replyTo -> new OrderDesk.PlaceEither(wish, instead, replyTo));
    }

    private OrderDesk.LinkAnswer bracket(String name, String quantity) {
        var wish = desk.wish(name, Side.BUY, quantity, LIMIT);
        return desk.<OrderDesk.LinkAnswer>ask(replyTo ->
                new OrderDesk.PlaceBracket(wish, Optional.of(Price.of("1010")), Optional.of(Price.of("900")), replyTo));
    }

    private static OrderDesk.TakenTogether together(OrderDesk.LinkAnswer answer) {
        assertThat(answer).isInstanceOf(OrderDesk.TakenTogether.class);
        return (OrderDesk.TakenTogether) answer;
    }

    private static Reason refused(OrderDesk.Answer answer) {
        return LiveDesk.refused(answer);
    }

    private ClientOrderId profit() {
        return leg("tp0");
    }

    private ClientOrderId loss() {
        return leg("sl0");
    }

    private static ClientOrderId leg(String which) {
        return id(id("entry") + ":" + which);
    }

    private DeskOrder order(ClientOrderId id) {
        return desk.find(id).orElseThrow();
    }

    private boolean works(ClientOrderId id) {
        return desk.find(id)
                .filter(order -> order.state() == OrderState.WORKING)
                .isPresent();
    }

    private boolean isCancelled(String name) {
        return desk.order(name).state() == OrderState.CANCELLED;
    }
}
