package io.conclave.persistence.readmodel;

import io.conclave.domain.vote.Vote;
import java.util.OptionalDouble;

/**
 * A vote and what it counted for.
 *
 * @param weight part of the awake mass after the cap; absent for an abstention, a shadow, or a round still open
 */
public record VoteView(Vote vote, OptionalDouble weight) {}
