package io.conclave.persistence.marketdata;

import java.util.ArrayList;
import java.util.List;

/**
 * What maintenance did, or would do.
 *
 * @param dryRun whether nothing was changed
 * @param created partitions made, by name; none on H2, which has none
 * @param moved rows that lay outside any partition and are in one now
 * @param dropped partitions given up with all they held
 * @param droppedRows rows that are gone
 * @param partitions months that have a partition now
 */
public record Maintenance(
        boolean dryRun, List<String> created, long moved, List<String> dropped, long droppedRows, int partitions) {
    public Maintenance {
        created = List.copyOf(created);
        dropped = List.copyOf(dropped);
    }

    /** What a person should hear, a sentence each. */
    public List<String> sentences() {
        var sentences = new ArrayList<String>();
        if (!created.isEmpty()) {
            sentences.add(word("Created ", "Would create ") + "partitions " + String.join(", ", created));
        }
        if (moved > 0) {
            sentences.add(word("Moved ", "Would move ") + moved + " rows into them");
        }
        if (!dropped.isEmpty()) {
            sentences.add(word("Dropped ", "Would drop ") + "partitions " + String.join(", ", dropped));
        }
        if (droppedRows > 0) {
            sentences.add(word("Removed ", "Would remove ") + droppedRows + " rows of market data");
        }
        if (sentences.isEmpty()) {
            sentences.add("Nothing to do");
        }
        return sentences;
    }

    private String word(String done, String wouldBe) {
        return dryRun ? wouldBe : done;
    }
}
