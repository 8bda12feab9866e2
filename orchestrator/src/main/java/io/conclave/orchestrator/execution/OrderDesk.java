package io.conclave.orchestrator.execution;

import io.conclave.agents.Agent;
import io.conclave.agents.Journaled;
import io.conclave.agents.Wire;
import io.conclave.domain.market.Instrument;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.Fill;
import io.conclave.domain.order.OrderIntent;
import io.conclave.domain.order.OrderState;
import io.conclave.domain.order.OrderTerms;
import io.conclave.domain.order.OrderTicket;
import io.conclave.domain.order.Side;
import io.conclave.domain.unit.Fraction;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import io.conclave.domain.vote.DecisionId;
import io.conclave.orchestrator.killswitch.KillSwitch;
import io.conclave.orchestrator.portfolio.AccountSnapshot;
import io.conclave.orchestrator.portfolio.Ledger;
import io.conclave.orchestrator.riskgate.GateFacts;
import io.conclave.orchestrator.riskgate.Veto;
import io.conclave.orchestrator.riskgate.door.DoorLimits;
import io.conclave.orchestrator.riskgate.door.DoorRefusal;
import io.conclave.orchestrator.riskgate.door.DoorUsage;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.RecipientRef;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;

/**
 * Takes an account's orders, whoever means them, to the venue, and its fills to the books: what may be said to a desk, what
 * it answers and what it journals.
 *
 * <p>Told by: the conductor (proposals of the federation), people (orders of their own). Tells: the risk agent and the
 * kill switch (before a ruling), the trading gate and the venue (after the intent is journalled), the ledger (fills).
 * Proposals of one moment are ruled in symbol order, each seeing the exposure those before it reserved.
 *
 * <p>Born, it takes the account over, asks the venue about every order whose fate is open, and holds the books against
 * the venue's; until they agree nothing is sent. An order that the venue never heard of is claimed anew before it is sent
 * again. When another executor has taken the account over, it stands down: the journal is that one's now.
 */
public final class OrderDesk {
    /** Where to find the desks; entity ids are {@code run:account}. */
    public static final EntityTypeKey<Command> TYPE = EntityTypeKey.create(Command.class, "OrderDesk");

    private OrderDesk() {}

    // ---- protocol
    public sealed interface Command extends Wire
            permits Advance,
                    Execute,
                    Place,
                    Try,
                    PlaceEither,
                    PlaceBracket,
                    PlaceTrailing,
                    Replace,
                    Cancel,
                    CancelAll,
                    GetOrder,
                    GetOrders,
                    ChangeLimits,
                    GetStanding,
                    Renew,
                    Close,
                    DeskNote {}

    // -- of the conductor

    /** Bring in everything that traded up to a moment, and post it. */
    public record Advance(long toNanos, ActorRef<Advanced> replyTo) implements Command {}

    /** Every instrument's latest report, after all fills up to the moment are in the books. */
    public record Advanced(SortedMap<Symbol, DeskReport> reports) implements Wire {
        public Advanced {
            reports = Collections.unmodifiableSortedMap(new TreeMap<>(reports));
        }
    }

    /** Rule on all proposals of a moment and send what is left of them. */
    public record Execute(long asOfNanos, List<Proposal> proposals, AccountSnapshot account, ActorRef<Executed> replyTo)
            implements Command {}

    /** Every order of the moment is with the venue, or known not to be. */
    public record Executed(long asOfNanos) implements Wire {}

    // -- of people

    /**
     * An order that a person means.
     *
     * @param name what the person calls it, 1 to 48 printable ASCII characters: said again with the same content it is the
     *     same order, with other content it is refused
     * @param reference the market's price as the person saw it
     * @param actor the id of the key that it came with
     * @param atNanos when it came, UTC epoch nanoseconds
     */
    public record Wish(
            String name,
            Symbol symbol,
            Side side,
            Quantity quantity,
            OrderTerms terms,
            Price reference,
            String actor,
            long atNanos)
            implements Wire {
        /** @throws IllegalArgumentException if it is no order: one sentence for whoever meant it */
        public Wish {
            ticket("", name, symbol, side, quantity, terms, reference, atNanos);
        }

        /** @param atNanos event time: the person's clock counts against the live clock alone */
        OrderTicket ticket(String account, long atNanos) {
            return ticket(account, name, symbol, side, quantity, terms, reference, atNanos);
        }

        private static OrderTicket ticket(
                String account,
                String name,
                Symbol symbol,
                Side side,
                Quantity quantity,
                OrderTerms terms,
                Price reference,
                long atNanos) {
            return new OrderTicket(
                    ClientOrderId.named(account, name), symbol, side, quantity, terms, reference, atNanos);
        }

        /** Whether the order is what is wished for, whatever the market and the clock said at the time. */
        boolean asks(OrderTicket ticket) {
            return ticket.symbol().equals(symbol)
                    && ticket.side() == side
                    && ticket.quantity().equals(quantity)
                    && ticket.terms().equals(terms);
        }
    }

    /** Answered with {@link Taken} once the order is journalled, and before the venue has answered; or {@link Refused}. */
    public record Place(Wish wish, ActorRef<Answer> replyTo) implements Command {}

    /** Look whether an order would be taken, and leave it at that. Answered with {@link Tried}. */
    public record Try(Wish wish, ActorRef<Tried> replyTo) implements Command {}

    /** @param objection why it would be refused now; empty if it would be taken */
    public record Tried(Optional<Refused> objection) implements Wire {}

    /**
     * Two orders of which one is to trade: when a piece of one has traded, or one was taken back, the other is taken back.
     * Both may trade when they do so before the venue has heard of that. Answered with {@link TakenTogether} once both are
     * journalled; or {@link Refused}.
     *
     * @param other of the same instrument and side, under another name; both may wait at the venue
     */
    public record PlaceEither(Wish one, Wish other, ActorRef<LinkAnswer> replyTo) implements Command {
        /** @throws IllegalArgumentException if they cannot stand for each other: one sentence for whoever meant them */
        public PlaceEither {
            if (!one.symbol().equals(other.symbol())
                    || one.side() != other.side()
                    || one.name().equals(other.name())) {
                throw new IllegalArgumentException(
                        "Of two orders one cancels the other when they are of one instrument and side, and of two names");
            }
            if (!one.terms().timeInForce().mayRest()
                    || !other.terms().timeInForce().mayRest()) {
                throw new IllegalArgumentException("An order that trades at once has no time to cancel another");
            }
        }
    }

    /**
     * An order with the ways out of what it trades: a limit order that takes the profit, a stop order that stops the loss,
     * or both, of which one cancels the other. They are placed when the order trades no more, over what has traded of it.
     * Answered with {@link TakenTogether} of the order alone once that is journalled; or {@link Refused}.
     */
    public record PlaceBracket(
            Wish parent, Optional<Price> takeProfit, Optional<Price> stopLoss, ActorRef<LinkAnswer> replyTo)
            implements Command {
        /** @throws IllegalArgumentException if the prices make no bracket: one sentence for whoever meant it */
        public PlaceBracket {
            Bracket.fault(parent.side(), takeProfit, stopLoss).ifPresent(why -> {
                throw new IllegalArgumentException(why);
            });
        }
    }

    /**
     * A stop order that follows the market: at each closing that the desk hears of, its trigger comes nearer if the trail says
     * so, and never goes back. Answered with {@link TakenTogether} of the order once that is journalled; or {@link Refused}.
     *
     * @param stop with the trigger that it begins with, and without a limit; each move is a replacement of it
     */
    public record PlaceTrailing(Wish stop, Trail trail, ActorRef<LinkAnswer> replyTo) implements Command {
        /** @throws IllegalArgumentException if it is no stop: one sentence for whoever meant it */
        public PlaceTrailing {
            var terms = stop.terms();
            if (terms.stop().isEmpty()
                    || terms.limit().isPresent()
                    || !terms.timeInForce().mayRest()) {
                throw new IllegalArgumentException(
                        "What trails the market is a stop order that waits, without a limit");
            }
        }
    }

    public sealed interface LinkAnswer extends Wire {}

    /** @param again they were there before: this is how they stand by now */
    public record TakenTogether(List<DeskOrder> orders, boolean again) implements LinkAnswer {
        public TakenTogether {
            orders = List.copyOf(orders);
        }
    }

    /**
     * Have an order replaced by another. Answered with {@link Taken} of the replacement, or {@link Refused}.
     *
     * @param wish of the same instrument and side; its quantity is the total, what has traded included
     */
    public record Replace(ClientOrderId original, Wish wish, ActorRef<Answer> replyTo) implements Command {}

    /** Take back what has not traded. Answered with {@link Taken} once that is journalled; or {@link Refused}. */
    public record Cancel(ClientOrderId order, String actor, ActorRef<Answer> replyTo) implements Command {}

    /** Take back every order that waits at the venue, of one instrument or of all. */
    public record CancelAll(Optional<Symbol> symbol, String actor, ActorRef<Asked> replyTo) implements Command {}

    /** Those that the venue is asked to take back, also those it was asked before. */
    public record Asked(List<DeskOrder> orders) implements Wire {
        public Asked {
            orders = List.copyOf(orders);
        }
    }

    public sealed interface Answer extends Wire {}

    /**
     * It is journalled.
     *
     * @param again it was before: this is how the order stands by now
     */
    public record Taken(DeskOrder order, boolean again) implements Answer {}

    /**
     * It is not done.
     *
     * @param limit which limit stands against it; empty if none does
     * @param why one sentence for whoever asked
     */
    public record Refused(Reason reason, Optional<DoorRefusal.Reason> limit, String why)
            implements Answer, LinkAnswer, LimitsAnswer, RenewAnswer {
        Refused(Reason reason, String why) {
            this(reason, Optional.empty(), why);
        }
    }

    /** Why the desk does not do what it was asked. */
    public enum Reason {
        /** An order of that name is there, and is another. */
        DUPLICATE,
        /** There is no such order, or it ended so long ago that it is in the journal alone. */
        NO_SUCH_ORDER,
        /** It ended, or is being ended: there is nothing left to cancel or replace. */
        TOO_LATE,
        /** The order cannot be traded as it is meant. */
        NOT_TRADABLE,
        /** A limit of the account stands against it. */
        LIMIT,
        /** The account has sent too many orders, or more wait to be sent than the venue takes in a second: later. */
        TOO_MANY,
        /** Trading is halted. */
        HALTED,
        /** The books have not been held against the venue's yet, the account is another node's, or the shift has ended. */
        NOT_READY
    }

    /** Answered with {@link Known}. */
    public record GetOrder(ClientOrderId order, ActorRef<Known> replyTo) implements Command {}

    /**
     * An order, and what belongs to it.
     *
     * @param order absent when there never was one, or when it ended so long ago that it is in the journal alone
     */
    public record Known(Optional<DeskOrder> order, OrderTies ties) implements Wire {}

    /**
     * A page of the orders that are open, or of these and those that ended lately; the newest first.
     *
     * @param after the last order of the page before; absent for the first page
     * @param most how many, 1 to 500
     */
    public record GetOrders(boolean openOnly, Optional<ClientOrderId> after, int most, ActorRef<Orders> replyTo)
            implements Command {}

    /** @param more others come after these */
    public record Orders(List<DeskOrder> orders, boolean more) implements Wire {
        public Orders {
            orders = List.copyOf(orders);
        }
    }

    /**
     * Have the door hold every order against other limits from now on, and after every restart. Answered with {@link
     * LimitsTaken} once that is journalled; or {@link Refused}. What waits at the venue stays.
     *
     * @param limits all of them; their version is not looked at, the desk counts
     * @param actor the id of the key that it came with
     */
    public record ChangeLimits(DoorLimits limits, String actor, ActorRef<LimitsAnswer> replyTo) implements Command {}

    public sealed interface LimitsAnswer extends Wire {}

    /** @param limits those that hold now, under their number; the number stays when nothing was changed */
    public record LimitsTaken(DoorLimits limits) implements LimitsAnswer {}

    /** Answered with {@link DeskStanding}. */
    public record GetStanding(ActorRef<DeskStanding> replyTo) implements Command {}

    /**
     * What holds at the door.
     *
     * @param usage what has been used of it, as of the latest moment the desk heard of; absent while the books have not been
     *     found to agree with the venue's, when nothing passes
     */
    public record DeskStanding(DoorLimits limits, Optional<DoorUsage> usage) implements Wire {
        /** How often the limits were changed; 0 for those of the settings. */
        public long version() {
            return limits.version();
        }
    }

    /**
     * Arm the dead-man's switch, or put it off: unless it is said again in time, every order of people's that waits is taken
     * back, and the switch is off. Answered with {@link Renewed}; or {@link Refused}, in virtual time always.
     *
     * @param within wall time from now, up to a day; zero disarms
     * @param actor the id of the key that it came with
     */
    public record Renew(Duration within, String actor, ActorRef<RenewAnswer> replyTo) implements Command {
        /** The longest that somebody may be silent. */
        public static final Duration LONGEST = Duration.ofDays(1);

        /** @throws IllegalArgumentException if it is no such time: one sentence for whoever said it */
        public Renew {
            if (within.isNegative() || within.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException(
                        "A dead-man's switch waits up to a day, or is disarmed with zero; it cannot wait " + within);
            }
        }
    }

    public sealed interface RenewAnswer extends Wire {}

    /** @param within how long the switch waits from now; absent when it is off */
    public record Renewed(Optional<Duration> within) implements RenewAnswer {}

    // -- of the node

    /**
     * End the shift: take nothing more, take back what waits at the venue if the settings say so. Answered with {@link
     * Closed} once the venue has confirmed that, or has had the time for it that the settings allow.
     */
    public record Close(ActorRef<Closed> replyTo) implements Command {}

    /** @param left orders of which the venue has not said that they are taken back; they may trade yet */
    public record Closed(List<ClientOrderId> left) implements Wire {
        public Closed {
            left = List.copyOf(left);
        }
    }

    // -- on the event stream

    /**
     * Another executor has taken the account over: this desk journals and sends nothing any more, and its node should end.
     *
     * @param why one sentence for people
     */
    public record StoodDown(String run, String account, long epoch, String why) {}

    /**
     * The books were held against the venue's, after a start or while trading.
     *
     * @param difference why trading is halted; absent when they agree
     */
    public record Reconciled(String run, String account, Optional<String> difference) {}

    // ---- journal
    public sealed interface Event extends Journaled {}

    /**
     * The gate has ruled.
     *
     * @param asked the target proposed
     * @param allowed the target left
     * @param intents what will be sent, none or one
     */
    public record ProposalRuled(
            DecisionId decision,
            Fraction asked,
            GateFacts facts,
            Fraction allowed,
            List<Veto> vetoes,
            List<OrderIntent> intents)
            implements Event {}

    /** The round proposed nothing: the position stays, nothing is sent. */
    public record NothingProposed(DecisionId decision) implements Event {}

    /** A person's order was taken, and will be sent. */
    public record OrderPlaced(OrderTicket ticket, String name, String actor) implements Event {}

    public record OrderAccepted(ClientOrderId order) implements Event {}

    /** The venue refused it: as it was told before {@link OrderEnded}. */
    public record OrderRejected(ClientOrderId order) implements Event {}

    /** The venue's answer was lost, or contradicts what it said before: the order is queried until its fate is known. */
    public record OrderUncertain(ClientOrderId order) implements Event {}

    /** The venue will be asked to take it back. */
    public record CancelAsked(ClientOrderId order, String actor) implements Event {}

    /** The venue will be asked to replace it; the replacement is an order from here on. */
    public record ReplaceAsked(ClientOrderId order, OrderTicket replacement, String name, String actor)
            implements Event {}

    /** Another works in its place, and has what this one traded counted in. */
    public record OrderReplaced(ClientOrderId order, ClientOrderId by) implements Event {}

    /** It was not taken back, or not replaced, and goes on. */
    public record OrderKept(ClientOrderId order, String why) implements Event {}

    /**
     * Nothing more is expected of it.
     *
     * @param state a final one, but not {@link OrderState#FILLED}, which follows from {@link OrderFilled}
     * @param why empty when there is nothing to say
     */
    public record OrderEnded(ClientOrderId order, OrderState state, String why) implements Event {}

    public record OrderFilled(Fill fill) implements Event {}

    /** The ledger has confirmed these fills. */
    public record FillsBooked(List<String> fillIds) implements Event {}

    /** It was never sent, and will not be. */
    public record OrderRefused(ClientOrderId order, Refusal why) implements Event {}

    /** Why an order was not sent though the gate for risk had let it pass. */
    public enum Refusal {
        /** Somebody halted the account since. */
        HALTED("Trading was halted before it was sent"),
        /** It never reached the venue, and the market has gone on since it was decided. */
        TOO_OLD("It never reached the venue, and the market has gone on since"),
        /** A limit of the account stood against it. */
        AT_THE_DOOR("A limit of the account stood against it");

        private final String sentence;

        Refusal(String sentence) {
            this.sentence = sentence;
        }

        public String sentence() {
            return sentence;
        }
    }

    /**
     * The books and the venue's do not agree, and trading was halted for it.
     *
     * @param difference everything that does not, for people
     * @param atNanos the moment of the market that was looked at
     */
    public record NotReconciled(String difference, long atNanos) implements Event {}

    /**
     * From here on other limits hold.
     *
     * @param limits all of them, their version one above that of those before
     * @param atNanos the latest moment that the desk had heard of, event time
     */
    public record LimitsSet(DoorLimits limits, String actor, long atNanos) implements Event {}

    /** @param atNanos as of {@link LimitsSet} */
    public record DeadManArmed(DeadMansSwitch armed, long atNanos) implements Event {}

    public record DeadManDisarmed(String actor, long atNanos) implements Event {}

    /** Nobody renewed it: what waited was asked for, and it is off. */
    public record DeadManTriggered(long atNanos) implements Event {}

    /** Of these two, one cancels the other; the limits count the first. */
    public record OrdersPaired(ClientOrderId first, ClientOrderId second) implements Event {}

    /** The stop order follows the market. */
    public record OrderTrails(ClientOrderId order, Trail trail) implements Event {}

    /** What the order trades shall have ways out. */
    public record OrderBracketed(ClientOrderId parent, Optional<Price> takeProfit, Optional<Price> stopLoss)
            implements Event {}

    /**
     * The ways out of what a bracket's parent traded were placed.
     *
     * @param quantity of what it traded
     * @param legs one or two; of two, one cancels the other
     */
    public record OrderCovered(ClientOrderId parent, Quantity quantity, List<ClientOrderId> legs) implements Event {
        public OrderCovered {
            legs = List.copyOf(legs);
        }
    }

    // ---- birth
    /**
     * Those the desk talks to.
     *
     * @param nanos a clock that only tells how long something took
     * @param executor what this node calls itself when it takes the account over
     */
    public record Neighbours(
            RecipientRef<Ledger.Command> ledger,
            RecipientRef<KillSwitch.Command> killSwitch,
            Function<Symbol, RecipientRef<Agent.Command>> riskAgent,
            Function<Symbol, Instrument> instrument,
            Venue venue,
            TradingGate gate,
            FillHistory fills,
            LongSupplier nanos,
            String executor) {}

    public static Behavior<Command> create(String run, String account, DeskSettings settings, Neighbours neighbours) {
        return TradingDesk.create(run, account, settings, neighbours);
    }
}
