package io.conclave.system.audit;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** A row as an auditor reads it: text by column; a null is the word "null". */
record Row(SortedMap<String, String> columns) {
    Row {
        columns = Collections.unmodifiableSortedMap(new TreeMap<>(columns));
    }

    String text(String column) {
        var value = columns.get(column);
        if (value == null) {
            throw new IllegalArgumentException("No column " + column + " in " + columns);
        }
        return value;
    }

    long number(String column) {
        return Long.parseLong(text(column));
    }

    @Override
    public String toString() {
        return columns.toString();
    }
}
