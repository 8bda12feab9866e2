package io.conclave.persistence.readmodel;

import io.conclave.domain.market.Symbol;
import io.conclave.domain.vote.AgentId;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * An agent's place in an instrument's federation, and what it has done there.
 *
 * @param standing ACTIVE, SHADOW, MUTED: as last ordered, which holds from the next round on
 * @param weight part of the awake mass in the last settled round; absent if it slept
 * @param scored votes whose outcome is known
 * @param loss sum of their Brier losses
 * @param servedLoss the federation's over the same rounds
 * @param votedAtNanos event time of its last vote, cast or not
 */
public record AgentView(
        Symbol symbol,
        AgentId agent,
        String standing,
        OptionalDouble weight,
        long votesCast,
        long abstentions,
        long scored,
        double loss,
        double servedLoss,
        OptionalLong votedAtNanos) {}
