package io.conclave.domain.vote;

import java.util.regex.Pattern;

/**
 * Who votes.
 *
 * @param name lower-case letters, digits and dash, 1 to 32 characters: {@code quant}
 */
public record AgentId(String name) implements Comparable<AgentId> {
    private static final Pattern SHAPE = Pattern.compile("[a-z][a-z0-9-]{0,31}");

    public AgentId {
        if (!SHAPE.matcher(name).matches()) {
            throw new IllegalArgumentException("\"" + name + "\" is no agent: use lower-case letters, digits and dash");
        }
    }

    @Override
    public int compareTo(AgentId other) {
        return name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return name;
    }
}
