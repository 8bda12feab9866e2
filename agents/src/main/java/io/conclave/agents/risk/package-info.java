/** The agent that backtests and measures risk. {@link io.conclave.agents.risk.RiskAgent} is the door. */
@NullMarked
package io.conclave.agents.risk;

import org.jspecify.annotations.NullMarked;
