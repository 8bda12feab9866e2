/** Other people's markets as the command line and the settings name them, and what it takes to trade there with real money. */
@NullMarked
package io.conclave.app.market;

import org.jspecify.annotations.NullMarked;
