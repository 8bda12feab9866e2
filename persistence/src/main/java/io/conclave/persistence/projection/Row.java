package io.conclave.persistence.projection;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One row of a read model on its way in: what finds it, and what becomes of it. */
final class Row {
    private final String table;
    private final Map<String, Object> key = new LinkedHashMap<>();
    private final Map<String, @Nullable Object> values = new LinkedHashMap<>();

    private Row(String table) {
        this.table = table;
    }

    static Row of(String table) {
        return new Row(table);
    }

    Row key(String column, Object value) {
        key.put(column, value);
        return this;
    }

    Row set(String column, @Nullable Object value) {
        values.put(column, value);
        return this;
    }

    /** Changes the row, or adds it. */
    void write(Rows rows) {
        rows.write(this);
    }

    /** Changes the row if it is there by then. */
    void update(Rows rows) {
        rows.update(this);
    }

    String table() {
        return table;
    }

    Map<String, Object> key() {
        return Collections.unmodifiableMap(key);
    }

    Map<String, @Nullable Object> values() {
        return Collections.unmodifiableMap(values);
    }

    /** This row with what another says of it. */
    void take(Row later) {
        values.putAll(later.values);
    }
}
