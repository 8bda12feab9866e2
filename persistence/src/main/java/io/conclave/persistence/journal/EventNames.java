package io.conclave.persistence.journal;

import io.conclave.agents.Agent;
import io.conclave.agents.Journaled;
import io.conclave.orchestrator.consensus.Federation;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The name under which each event and snapshot is stored, for ever: {@code round.vote-counted.v1}.
 *
 * <p>A class may move or be renamed, its name here may not. An event whose fields must change is followed by another
 * record with the next version; the old one stays, to read what was written.
 */
public final class EventNames {
    private static final SortedMap<String, Class<? extends Journaled>> BY_NAME = new TreeMap<>();
    private static final Map<Class<?>, String> BY_TYPE = new HashMap<>();

    static {
        name("agent.vote-given.v1", Agent.VoteGiven.class);
        name("agent.state.v1", Agent.State.class);
        name("consensus.federation.v1", Federation.class);
    }

    private EventNames() {}

    private static void name(String name, Class<? extends Journaled> type) {
        if (BY_NAME.put(name, type) != null || BY_TYPE.put(type, name) != null) {
            throw new IllegalStateException("Two journal entries for " + name + " or " + type.getName());
        }
    }

    /** Every name with its type, by name. */
    static SortedMap<String, Class<? extends Journaled>> all() {
        return Collections.unmodifiableSortedMap(BY_NAME);
    }

    static Optional<Class<? extends Journaled>> typeOf(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /** @throws IllegalArgumentException for a type that has none: it must be given one before it is stored */
    public static String nameOf(Class<?> type) {
        var name = BY_TYPE.get(type);
        if (name == null) {
            throw new IllegalArgumentException(
                    type.getName() + " has no name in the journal: give it one in " + EventNames.class.getName());
        }
        return name;
    }
}
