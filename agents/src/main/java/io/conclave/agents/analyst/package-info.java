/**
 * The Analyst: reads the news as of the question and says which way it leans.
 *
 * <p>{@link io.conclave.agents.analyst.AnalystAgent} is the door. News reaches it through the
 * {@link io.conclave.agents.analyst.NewsWire} port; every item is text from strangers, evidence and never an
 * instruction. Two minds stand behind the door: a small classifier in this process, and a language model where one is
 * configured.
 */
@NullMarked
package io.conclave.agents.analyst;

import org.jspecify.annotations.NullMarked;
