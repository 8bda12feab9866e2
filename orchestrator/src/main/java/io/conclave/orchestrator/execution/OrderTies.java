package io.conclave.orchestrator.execution;

import io.conclave.agents.Wire;
import io.conclave.domain.order.ClientOrderId;
import java.util.List;
import java.util.Optional;

/**
 * What an order has to do with others and with the market, as far as the desk remembers: of orders that are over it may have
 * forgotten it. An order that replaced another stands in its place.
 *
 * @param trail of a stop that follows the market
 * @param bracket around the order
 * @param paired of it and the one of {@code legs} one cancels the other
 * @param legs of a pair the other order; of a bracket the ways out that were placed, those of the first piece first
 */
public record OrderTies(Optional<Trail> trail, Optional<Bracket> bracket, boolean paired, List<DeskOrder> legs)
        implements Wire {
    public OrderTies {
        legs = List.copyOf(legs);
    }

    static OrderTies of(DeskState state, String account, ClientOrderId order) {
        var links = state.links();
        var now = state.orders().standingFor(order);
        var other = links.otherOf(now);
        var bracket = links.bracket(now);
        var legs = bracket.map(around -> around.legs(account))
                .orElseGet(other::stream)
                .map(leg -> state.orders().standingFor(leg))
                .flatMap(leg -> state.order(leg).stream())
                .toList();
        return new OrderTies(links.trail(now), bracket, bracket.isEmpty() && other.isPresent(), legs);
    }
}
