/**
 * Training of the analyst's sentiment head: labelled headlines in, a JSON of a few kilobytes out.
 *
 * <p>{@link io.conclave.trainer.sentiment.SentimentTrainer} is the door.
 */
@NullMarked
package io.conclave.trainer.sentiment;

import org.jspecify.annotations.NullMarked;
