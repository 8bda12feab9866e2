package io.conclave.orchestrator.execution;

import io.conclave.agents.Agent;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.Fill;
import io.conclave.domain.unit.Price;
import io.conclave.domain.vote.DecisionId;
import io.conclave.orchestrator.killswitch.HaltRow;
import io.conclave.orchestrator.killswitch.KillSwitch;
import io.conclave.orchestrator.portfolio.AccountSnapshot;
import io.conclave.orchestrator.portfolio.Ledger;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Consumer;
import java.util.function.Function;

/** What the desk tells itself: answers of those it asked, and that time has passed. Nobody outside can say these. */
sealed interface DeskNote extends OrderDesk.Command {

    /** What was decided since the last writing is to be journalled. */
    record TakeDown() implements DeskNote {}

    // ---- the account and its books
    record TakenOver(long epoch) implements DeskNote {}

    record NotTakenOver(String why) implements DeskNote {}

    record TakeOverAgain() implements DeskNote {}

    record Stated(Venue.Statement statement, List<Fill> posted) implements DeskNote {}

    record Compared(Optional<String> difference, AccountSnapshot books, long epoch) implements DeskNote {}

    record NotChecked(String why) implements DeskNote {}

    record CheckAgain() implements DeskNote {}

    record DifferenceHalted(String difference) implements DeskNote {}

    record HaltSeen(boolean halted) implements DeskNote {}

    record LookForHalt() implements DeskNote {}

    record RowSeen(Optional<HaltRow.Standing> row) implements DeskNote {}

    record RowUnseen(String why) implements DeskNote {}

    record LookAtBooks() implements DeskNote {}

    record BooksSeen(Glance glance) implements DeskNote {}

    record BooksUnseen(String why) implements DeskNote {}

    /** Another executor has it. */
    record AccountLost() implements DeskNote {}

    // ---- names
    /** @param taken those that an order has had which is forgotten here */
    record NamesSeen(List<ClientOrderId> taken, Consumer<OrderDesk.Refused> refuse, Function<DeskState, Entry> take)
            implements DeskNote {
        public NamesSeen {
            taken = List.copyOf(taken);
        }
    }

    record NamesUnseen(String why, Consumer<OrderDesk.Refused> refuse) implements DeskNote {}

    // ---- by the clock
    /** The dead-man's switch has run out. */
    record NotRenewed() implements DeskNote {}

    record LookWhatWaits() implements DeskNote {}

    /** Whoever closes the desk has waited long enough. */
    record CloseAnyway() implements DeskNote {}

    // ---- proposals
    record HaltRead(KillSwitch.Position position) implements DeskNote {}

    record HaltUnread(String why) implements DeskNote {}

    record RiskRead(DecisionId decision, Agent.RiskAnswer answer) implements DeskNote {}

    record AskHaltAgain() implements DeskNote {}

    record AskRiskAgain(Proposal proposal) implements DeskNote {}

    // ---- orders
    /** The venue said it unasked. */
    record Heard(ExecutionReport report) implements DeskNote {}

    /** The venue answered the request that was made for an order. */
    record Answered(ClientOrderId order, ExecutionReport report) implements DeskNote {}

    record Found(ClientOrderId order, Venue.Finding finding) implements DeskNote {}

    record NotHeard(ClientOrderId order, String why) implements DeskNote {}

    record NotAllowed(ClientOrderId order, TradingGate.Refusal why) implements DeskNote {}

    /** A request has had no answer for as long as one may take. */
    record Overdue(ClientOrderId order) implements DeskNote {}

    record QueryAgain(ClientOrderId order) implements DeskNote {}

    /** The venue takes another order. */
    record SendNow(ClientOrderId order) implements DeskNote {}

    /** Something may be to be done for orders that belong together. */
    record FollowLinks() implements DeskNote {}

    /** What instruments were worth at a closing. */
    record Priced(SortedMap<Symbol, Price> prices) implements DeskNote {}

    // ---- fills
    /** @param toNanos as of which the venue was asked */
    record Traded(long toNanos, List<Fill> fills) implements DeskNote {}

    record VenueSilent(String why) implements DeskNote {}

    record AskWhatTradedAgain() implements DeskNote {}

    record Booked(Ledger.Posted posted) implements DeskNote {}

    record NotBooked(String why) implements DeskNote {}
}
