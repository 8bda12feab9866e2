package io.conclave.persistence.journal;

import java.time.Duration;

/**
 * The journal has answered a write; told on the actor system's event stream of the node that wrote.
 *
 * @param took from handing the events over to the answer, waiting for a connection included
 * @param events that were handed over together
 * @param taken whether they are in the journal; if not, whoever wrote begins again from it
 */
public record JournalAnswer(Duration took, int events, boolean taken) {}
