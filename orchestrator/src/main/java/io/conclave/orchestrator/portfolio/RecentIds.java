package io.conclave.orchestrator.portfolio;

import java.util.ArrayList;
import java.util.List;

/**
 * Ids that were seen lately, so that what comes a second time can be told; bounded, because state may not grow for ever.
 *
 * @param ids oldest first, each once
 */
public record RecentIds(List<String> ids) {
    /** Far more than any venue or ledger tells again. */
    private static final int MOST = 10_000;

    public static final RecentIds NONE = new RecentIds(List.of());

    public RecentIds {
        ids = List.copyOf(ids);
    }

    public boolean contains(String id) {
        return ids.contains(id);
    }

    /** With one more; the oldest is forgotten when there are too many. */
    public RecentIds plus(String id) {
        if (ids.contains(id)) {
            return this;
        }
        var more = new ArrayList<String>(ids.size() + 1);
        more.addAll(ids.size() < MOST ? ids : ids.subList(1, ids.size()));
        more.add(id);
        return new RecentIds(more);
    }
}
