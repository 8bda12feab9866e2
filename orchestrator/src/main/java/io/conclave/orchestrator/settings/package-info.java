/** The operator's page, read into the rules of each part. */
@NullMarked
package io.conclave.orchestrator.settings;

import org.jspecify.annotations.NullMarked;
