/** What came out of a run, folded from its journal. */
@NullMarked
package io.conclave.app.report;

import org.jspecify.annotations.NullMarked;
