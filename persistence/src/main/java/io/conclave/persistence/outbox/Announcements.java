package io.conclave.persistence.outbox;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.conclave.agents.Journaled;
import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.Fill;
import io.conclave.domain.order.OrderIntent;
import io.conclave.domain.order.OrderTicket;
import io.conclave.domain.vote.DecisionId;
import io.conclave.domain.vote.Outcome;
import io.conclave.orchestrator.execution.OrderDesk;
import io.conclave.orchestrator.round.Orchestrator;
import io.conclave.persistence.journal.JournalReader;
import io.conclave.persistence.streams.Item;
import io.conclave.persistence.streams.StreamName;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * What each event of the journal says to those outside, as docs/protocols/bus.md tells it. An item's id is the event's
 * place in the journal, so that it is the same whenever and by whomever it is published.
 */
final class Announcements {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int REMEMBERED = 10_000;

    private final JournalReader journal;
    private final Map<ClientOrderId, Meant> meant = new LinkedHashMap<>();

    /** @param journal asked for the order that an event belongs to, when it was intended before this began */
    Announcements(JournalReader journal) {
        this.journal = journal;
    }

    /** In the order they are to be published; none for what is nobody's business. */
    List<Announcement> of(String persistenceId, long sequence, Journaled event) {
        var id = persistenceId + ":" + sequence;
        return switch (event) {
            case Orchestrator.Event round ->
                round(round).map(body -> announcement(StreamName.ROUNDS, id, body)).stream()
                        .toList();
            case OrderDesk.ProposalRuled ruled -> intended(id, ruled);
            case OrderDesk.Event order -> {
                remember(order);
                yield order(persistenceId, order).map(body -> announcement(StreamName.ORDERS, id, body)).stream()
                        .toList();
            }
            default -> List.of();
        };
    }

    private static Announcement announcement(StreamName stream, String id, ObjectNode body) {
        return new Announcement(stream, Item.of(id, body.toString()));
    }

    // ---- rounds

    private static Optional<ObjectNode> round(Orchestrator.Event event) {
        return switch (event) {
            case Orchestrator.RoundOpened opened -> Optional.of(opened(opened));
            case Orchestrator.RoundSuspended suspended ->
                Optional.of(typed("suspended", suspended.decision())
                        .put("reason", suspended.reason().name())
                        .put("why", suspended.why()));
            case Orchestrator.RoundSettled settled -> Optional.of(settled(settled));
            case Orchestrator.OutcomeScored scored ->
                Optional.of(typed("scored", scored.decision())
                        .put("outcome", scored.outcome().name().toLowerCase(Locale.ROOT)));
            case Orchestrator.FederationFounded _,
                    Orchestrator.StandingChanged _,
                    Orchestrator.AgentJoined _,
                    Orchestrator.VoteCounted _,
                    Orchestrator.RoundSealed _ -> Optional.empty();
        };
    }

    private static ObjectNode opened(Orchestrator.RoundOpened opened) {
        var question = opened.question();
        var body = typed("opened", question.decision())
                .put("horizon_bars", question.horizonBars())
                .put("close", question.close().toString())
                .put("barrier_up", question.barriers().up().toString())
                .put("barrier_down", question.barriers().down().toString());
        var asked = body.putArray("asked");
        opened.asked().forEach(agent -> asked.add(agent.name()));
        return body;
    }

    private static ObjectNode settled(Orchestrator.RoundSettled settled) {
        var consensus = settled.consensus();
        return typed("settled", settled.decision())
                .put("stance", settled.verdict().stance().name())
                .put("target", settled.verdict().target().toString())
                .put("cause", settled.verdict().cause().name())
                .put("down", consensus.probability(Outcome.DOWN))
                .put("flat", consensus.probability(Outcome.FLAT))
                .put("up", consensus.probability(Outcome.UP));
    }

    private static ObjectNode typed(String type, DecisionId decision) {
        return JSON.createObjectNode()
                .put("type", type)
                .put("decision", decision.toString())
                .put("symbol", decision.symbol().name())
                .put("as_of", moment(decision.asOfNanos()));
    }

    // ---- orders

    private List<Announcement> intended(String id, OrderDesk.ProposalRuled ruled) {
        remember(ruled);
        var all = ruled.intents();
        return IntStream.range(0, all.size())
                .mapToObj(i -> announcement(
                        StreamName.ORDERS,
                        id + ":" + i,
                        state(all.get(i).id(), Optional.of(Meant.by(all.get(i))), "INTENDED")))
                .toList();
    }

    private Optional<ObjectNode> order(String persistenceId, OrderDesk.Event event) {
        return switch (event) {
            case OrderDesk.OrderAccepted(var order) -> Optional.of(state(persistenceId, order, "WORKING"));
            case OrderDesk.OrderRejected(var order) -> Optional.of(state(persistenceId, order, "REJECTED"));
            case OrderDesk.OrderUncertain(var order) -> Optional.of(state(persistenceId, order, "UNKNOWN"));
            case OrderDesk.OrderRefused(var order, var why) ->
                Optional.of(state(persistenceId, order, "NOT_SENT").put("why", why.name()));
            case OrderDesk.OrderPlaced placed ->
                Optional.of(state(persistenceId, placed.ticket().id(), "INTENDED"));
            case OrderDesk.CancelAsked asked -> Optional.of(state(persistenceId, asked.order(), "PENDING_CANCEL"));
            case OrderDesk.ReplaceAsked asked ->
                Optional.of(state(persistenceId, asked.order(), "PENDING_REPLACE")
                        .put("replacement", asked.replacement().id().value()));
            case OrderDesk.OrderReplaced(var order, var by) ->
                Optional.of(state(persistenceId, order, "REPLACED").put("replacement", by.value()));
            case OrderDesk.OrderKept(var order, var why) ->
                Optional.of(state(persistenceId, order, "WORKING").put("why", why));
            case OrderDesk.OrderEnded(var order, var end, var why) ->
                Optional.of(state(persistenceId, order, end.name()).put("why", why));
            case OrderDesk.OrderFilled(var fill) -> Optional.of(filled(persistenceId, fill));
            case OrderDesk.ProposalRuled _,
                    OrderDesk.NothingProposed _,
                    OrderDesk.FillsBooked _,
                    OrderDesk.NotReconciled _,
                    OrderDesk.LimitsSet _,
                    OrderDesk.DeadManArmed _,
                    OrderDesk.DeadManDisarmed _,
                    OrderDesk.DeadManTriggered _,
                    OrderDesk.OrdersPaired _,
                    OrderDesk.OrderBracketed _,
                    OrderDesk.OrderTrails _,
                    OrderDesk.OrderCovered _ -> Optional.empty();
        };
    }

    private ObjectNode filled(String persistenceId, Fill fill) {
        var body = state(persistenceId, fill.order(), "FILLED");
        body.putObject("fill")
                .put("id", fill.id())
                .put("quantity", fill.quantity().toString())
                .put("price", fill.price().toString())
                .put("fee", fill.fee().toString())
                .put("at", moment(fill.atNanos()));
        return body;
    }

    private ObjectNode state(String persistenceId, ClientOrderId order, String state) {
        return state(order, meant(persistenceId, order), state);
    }

    private static ObjectNode state(ClientOrderId order, Optional<Meant> meant, String state) {
        var body = JSON.createObjectNode().put("order", order.value()).put("state", state);
        meant.ifPresent(known -> {
            known.decision().ifPresent(decision -> body.put("decision", decision.toString()));
            body.put("symbol", known.ticket().symbol().name())
                    .put("side", known.ticket().side().name())
                    .put("quantity", known.ticket().quantity().toString());
        });
        return body;
    }

    private Optional<Meant> meant(String persistenceId, ClientOrderId order) {
        if (!meant.containsKey(order)) {
            Consumer<Journaled> remembering = this::remember;
            journal.events(persistenceId).forEach(entry -> remembering.accept(entry.event()));
        }
        return Optional.ofNullable(meant.get(order));
    }

    private void remember(Journaled event) {
        switch (event) {
            case OrderDesk.ProposalRuled ruled ->
                ruled.intents().forEach(intent -> meant.put(intent.id(), Meant.by(intent)));
            case OrderDesk.OrderPlaced placed -> meant.put(placed.ticket().id(), Meant.by(placed.ticket()));
            case OrderDesk.ReplaceAsked asked -> meant.put(asked.replacement().id(), Meant.by(asked.replacement()));
            default -> {}
        }
        var oldest = meant.keySet().iterator();
        while (meant.size() > REMEMBERED) {
            oldest.next();
            oldest.remove();
        }
    }

    /** What an order was for. */
    private record Meant(OrderTicket ticket, Optional<DecisionId> decision) {
        static Meant by(OrderIntent intent) {
            return new Meant(OrderTicket.of(intent), Optional.of(intent.decision()));
        }

        static Meant by(OrderTicket ticket) {
            return new Meant(ticket, Optional.empty());
        }
    }

    private static String moment(long nanos) {
        return Instant.ofEpochSecond(0, nanos).toString();
    }
}
