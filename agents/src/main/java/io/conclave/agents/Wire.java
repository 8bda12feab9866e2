package io.conclave.agents;

/** A message that may cross from one process to another. Every implementation is a record or an enum. */
public interface Wire {}
