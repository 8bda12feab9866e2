package io.conclave.domain.market;

import java.util.regex.Pattern;

/**
 * The name of an instrument, as users type it.
 *
 * @param name upper-case letters, digits, dot, slash and dash, 1 to 24 characters: {@code BTC-USD}
 */
public record Symbol(String name) implements Comparable<Symbol> {
    private static final Pattern SHAPE = Pattern.compile("[A-Z0-9][A-Z0-9./-]{0,23}");

    public Symbol {
        if (!SHAPE.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "\"" + name + "\" is no symbol: use upper-case letters, digits, dot, slash or dash, like BTC-USD");
        }
    }

    @Override
    public int compareTo(Symbol other) {
        return name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return name;
    }
}
