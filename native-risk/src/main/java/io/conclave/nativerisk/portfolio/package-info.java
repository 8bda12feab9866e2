/**
 * What a portfolio may lose, as it is asked and answered through both doors; {@code cpp/risk/portfolio_risk.h} says what
 * each figure is.
 */
@NullMarked
package io.conclave.nativerisk.portfolio;

import org.jspecify.annotations.NullMarked;
