/**
 * Where every order of an account passes, whoever sends it: the consensus or a person. It lets an order through as it is
 * or refuses it with a reason; a check costs the same however many orders and instruments there are. The door is
 * {@link Door}.
 */
@NullMarked
package io.conclave.orchestrator.riskgate.door;

import org.jspecify.annotations.NullMarked;
