package io.conclave.trainer.sentiment;

import io.conclave.agents.analyst.encoder.SentenceEncoder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What of a headline the head gets to see: the candidates that cross-validation chooses from. */
enum Features {
    /** The headline's mean vector, whoever it is about. */
    MEAN {
        @Override
        float[] of(SentenceEncoder encoder, Labelled row) {
            return encoder.encode(row.headline());
        }
    },
    /** Mean and maximum side by side. */
    MEAN_MAX {
        @Override
        float[] of(SentenceEncoder encoder, Labelled row) {
            var pooled = encoder.pool(row.headline());
            float[] both = Arrays.copyOf(pooled.mean(), 2 * SentenceEncoder.DIMENSION);
            System.arraycopy(pooled.max(), 0, both, SentenceEncoder.DIMENSION, SentenceEncoder.DIMENSION);
            return both;
        }
    },
    /** The mean vector with the entity's name taken out, so that no name is good or bad news by itself. */
    MASKED_MEAN {
        @Override
        float[] of(SentenceEncoder encoder, Labelled row) {
            return encoder.encode(row.headline().replace(row.entity(), "it"));
        }
    },
    /** The mean vector of the entity's name and the headline: it knows whom the question is about. */
    ENTITY_FIRST {
        @Override
        float[] of(SentenceEncoder encoder, Labelled row) {
            return encoder.encode(row.entity() + ": " + row.headline());
        }
    };

    abstract float[] of(SentenceEncoder encoder, Labelled row);

    Map<Labelled, float[]> ofAll(SentenceEncoder encoder, List<Labelled> rows) {
        Map<Labelled, float[]> vectors = new HashMap<>();
        for (var row : rows) {
            vectors.put(row, of(encoder, row));
        }
        return vectors;
    }
}
