/** What an agent may answer: a forecast over what comes next, or an abstention that says why. */
@NullMarked
package io.conclave.domain.vote;

import org.jspecify.annotations.NullMarked;
