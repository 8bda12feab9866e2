package io.conclave.system.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** What auditors hold against a run, a sentence each. */
final class Findings {
    private final List<String> sentences = new ArrayList<>();
    private String auditor = "";

    void of(String name) {
        auditor = name;
    }

    void add(String sentence) {
        sentences.add(auditor + ": " + sentence);
    }

    void require(boolean holds, String otherwise) {
        if (!holds) {
            add(otherwise);
        }
    }

    /** Each by its key; whatever has the key of another is doubled. */
    <K extends Comparable<K>, V> SortedMap<K, V> once(String what, List<V> all, Function<V, K> key) {
        require(!all.isEmpty(), "there is no " + what + " to look at");
        var byKey = new TreeMap<K, V>();
        for (V each : all) {
            if (byKey.put(key.apply(each), each) != null) {
                add(what + " " + key.apply(each) + " is there more than once");
            }
        }
        return byKey;
    }

    /** Both sides hold the same keys with equal values. */
    <K extends Comparable<K>, V> void same(String here, Map<K, V> ours, String there, Map<K, V> theirs) {
        new TreeMap<>(ours).forEach((key, value) -> {
            var other = theirs.get(key);
            if (other == null) {
                add(key + " is in the " + here + " and not in the " + there);
            } else if (!other.equals(value)) {
                add(key + " is " + value + " in the " + here + ", and " + other + " in the " + there);
            }
        });
        new TreeMap<>(theirs).forEach((key, value) -> {
            if (!ours.containsKey(key)) {
                add(key + " is in the " + there + " and not in the " + here);
            }
        });
    }

    List<String> sentences() {
        return List.copyOf(sentences);
    }
}
