/** What a headline says about an instrument: good, bad or neither; a small head over a frozen encoder. */
@NullMarked
package io.conclave.agents.analyst.sentiment;

import org.jspecify.annotations.NullMarked;
