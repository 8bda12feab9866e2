package io.conclave.persistence.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conclave.agents.Journaled;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.OrderTerms;
import io.conclave.domain.order.OrderTicket;
import io.conclave.domain.order.Side;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import io.conclave.orchestrator.execution.OrderDesk;
import io.conclave.persistence.journal.JournalReader;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;

/** Beside a journal that cannot be read: who would look there is found out. */
class AnnouncementsTest {
    private static final String DESK = "OrderDesk|run:paper";

    private final Announcements announcements = new Announcements(new JournalReader(nowhere()));
    private int sequence;

    @Test
    void whatWasSaidOfAnOrderIsRememberedAndNotLookedForInTheWholeJournal() {
        var order = ticket("mine");
        var other = ticket("other");

        assertThat(said(new OrderDesk.OrderPlaced(order, "mine", "key"))).contains("INTENDED", "\"quantity\":\"2\"");
        assertThat(said(new OrderDesk.OrderAccepted(order.id()))).contains("WORKING", "BTC-USD");
        assertThat(said(new OrderDesk.ReplaceAsked(order.id(), other, "other", "key")))
                .contains("PENDING_REPLACE", other.id().value());
        assertThat(said(new OrderDesk.OrderReplaced(order.id(), other.id()))).contains("REPLACED", "BTC-USD");
        assertThat(said(new OrderDesk.OrderAccepted(other.id()))).contains("WORKING", "BTC-USD");
    }

    @Test
    void anOrderOfBeforeTheStartIsLookedForThere() {
        assertThatThrownBy(
                        () -> said(new OrderDesk.OrderAccepted(ticket("older").id())))
                .as("it cannot be read")
                .isNotNull();
    }

    private String said(Journaled event) {
        var all = announcements.of(DESK, ++sequence, event);
        assertThat(all).hasSize(1);
        return all.getFirst().toString();
    }

    private static OrderTicket ticket(String name) {
        return new OrderTicket(
                ClientOrderId.named("paper", name),
                new Symbol("BTC-USD"),
                Side.BUY,
                Quantity.of("2"),
                OrderTerms.limit(Price.of("990")),
                Price.of("1000"),
                1);
    }

    private static JdbcDataSource nowhere() {
        var empty = new JdbcDataSource();
        empty.setURL("jdbc:h2:mem:");
        return empty;
    }
}
