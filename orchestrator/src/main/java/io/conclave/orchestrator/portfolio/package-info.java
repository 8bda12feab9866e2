/** The account's books: fills posted once, marks, equity, its peak. */
@NullMarked
package io.conclave.orchestrator.portfolio;

import org.jspecify.annotations.NullMarked;
