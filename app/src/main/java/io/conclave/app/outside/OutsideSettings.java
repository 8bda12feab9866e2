package io.conclave.app.outside;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import io.conclave.agents.outside.OutsideAgents;
import io.conclave.domain.vote.AgentId;
import io.conclave.orchestrator.pace.Pace;
import java.time.Duration;
import java.util.TreeSet;

/**
 * {@code conclave.outside-agents} and {@code conclave.outside}.
 *
 * @param early how long a vote may wait for its question
 */
public record OutsideSettings(OutsideAgents agents, Duration early) {

    /** @throws ConfigException if a name is taken, or is none, or the times cannot work */
    public static OutsideSettings from(Config settings, Pace pace) {
        var conclave = settings.getConfig("conclave");
        var early = conclave.getDuration("outside.early");
        return switch (pace) {
            // There is nobody to wait for in virtual time.
            case Pace.Virtual _ -> new OutsideSettings(OutsideAgents.none(), early);
            case Pace.Live live -> new OutsideSettings(agents(conclave, live.deadline()), early);
        };
    }

    private static OutsideAgents agents(Config conclave, Duration deadline) {
        var names = new TreeSet<AgentId>();
        for (String name : conclave.getStringList("outside-agents")) {
            names.add(agent(conclave, name));
        }
        var patience = conclave.getDuration("outside.patience");
        if (!names.isEmpty() && patience.compareTo(deadline) >= 0) {
            throw bad(
                    conclave,
                    "outside.patience",
                    "must be less than pace.live.deadline, which is " + deadline.toMillis()
                            + " ms: a silent agent would cost every round its deadline");
        }
        return new OutsideAgents(names, patience);
    }

    private static AgentId agent(Config conclave, String name) {
        if (name.equals("base-rate") || conclave.getStringList("round.roster").contains(name)) {
            throw bad(conclave, "outside-agents", "\"" + name + "\" is one of the engine's own: choose another name");
        }
        try {
            return new AgentId(name);
        } catch (IllegalArgumentException e) {
            throw bad(conclave, "outside-agents", "\"" + name + "\" is no agent's name: " + e.getMessage());
        }
    }

    private static ConfigException bad(Config conclave, String key, String sentence) {
        return new ConfigException.BadValue(conclave.getValue(key).origin(), "conclave." + key, sentence);
    }
}
