package io.conclave.persistence.streams;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Entries of Redis streams turned into deliveries. */
final class Entries {
    /** Written by our own publisher, which has seen to it that the id is the first of its kind. */
    private static final String ONCE = "once";

    private static final String FOR = "for";

    private Entries() {}

    /** @param attempt 1 or more */
    static Delivery delivery(Lane lane, String entry, Map<String, String> fields, int attempt) {
        return new Delivery(
                lane.stream(),
                lane.priority(),
                fields.getOrDefault("id", entry),
                fields.getOrDefault("body", ""),
                entry,
                attempt,
                storedAt(entry));
    }

    static boolean isFor(String group, Map<String, String> fields) {
        return fields.getOrDefault(FOR, group).equals(group);
    }

    /** Whether the id is yet to be looked up: other hands wrote it, with an id. */
    static boolean mayBeRepeated(Map<String, String> fields) {
        return fields.containsKey("id") && !fields.containsKey(ONCE);
    }

    /** An entry as scripts answer it: {@code {entry, failures, deaths, {field, value...}}}. */
    record Claimed(Delivery delivery, int deaths) {}

    static List<Claimed> claimed(Lane lane, List<?> answers) {
        var claimed = new ArrayList<Claimed>(answers.size());
        for (var answer : answers) {
            var parts = (List<?>) answer;
            var fields = new LinkedHashMap<String, String>();
            var flat = (List<?>) parts.get(3);
            for (int i = 0; i + 1 < flat.size(); i += 2) {
                fields.put((String) flat.get(i), (String) flat.get(i + 1));
            }
            int failures = (int) RedisBroker.number(parts.get(1));
            claimed.add(new Claimed(delivery(lane, (String) parts.get(0), fields, failures + 1), (int)
                    RedisBroker.number(parts.get(2))));
        }
        return claimed;
    }

    static Instant storedAt(String entry) {
        return Instant.ofEpochMilli(Long.parseLong(entry.substring(0, entry.indexOf('-'))));
    }
}
