package io.conclave.persistence.tape;

import io.conclave.agents.RecordedTape;

/** A file that was read: the tape, and what there is to say of it. */
public record Recording(RecordedTape tape, TapeReport report) {}
