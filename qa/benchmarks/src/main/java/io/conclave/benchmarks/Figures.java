package io.conclave.benchmarks;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What {@code conclave-bench} answers to one command.
 *
 * @param command what was asked
 */
record Figures(String command, Map<String, Double> byName) {

    /** @throws NotMeasuredException if the line tells of an error, or is none of figures */
    static Figures parse(String command, String line) {
        if (line.startsWith("error=")) {
            throw new NotMeasuredException(
                    "conclave-bench cannot do \"" + command + "\": " + line.substring("error=".length()));
        }
        var byName = new LinkedHashMap<String, Double>();
        for (var word : line.split(" ", -1)) {
            int equals = word.indexOf('=');
            if (equals <= 0) {
                throw new NotMeasuredException("conclave-bench answered \"" + command + "\" with: " + line);
            }
            byName.put(word.substring(0, equals), Double.parseDouble(word.substring(equals + 1)));
        }
        return new Figures(command, byName);
    }

    double get(String name) {
        var value = byName.get(name);
        if (value == null) {
            throw new NotMeasuredException(
                    "conclave-bench told no " + name + " for \"" + command + "\" but " + byName.keySet());
        }
        return value;
    }
}
