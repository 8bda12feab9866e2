package io.conclave.app.cluster;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.conclave.persistence.journal.EventSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the nodes of a cluster must agree on, or they would decide differently, or not understand each other's events.
 *
 * @param run names it in the journal
 * @param tape SHA-256, hex, of what is played; a feed's id
 * @param settings SHA-256, hex, of every setting that decisions depend on
 * @param events which versions of stored events this build reads and writes
 */
public record Terms(String run, String tape, String settings, EventSchema events) {
    /** Where the terms stand in the configuration of the actor system. */
    static final String SECTION = "conclave.cluster.terms";

    static final List<String> KEYS =
            List.of("run", "tape", "settings", "events-oldest", "events-newest", "events-written");

    /** Of this build. */
    public Terms(String run, String tape, String settings) {
        this(run, tape, settings, EventSchema.OURS);
    }

    /** Under {@link #SECTION}. */
    Config asConfig() {
        return ConfigFactory.parseMap(Map.of(
                        "run",
                        run,
                        "tape",
                        tape,
                        "settings",
                        settings,
                        "events-oldest",
                        events.oldest(),
                        "events-newest",
                        events.newest(),
                        "events-written",
                        events.written()))
                .atPath(SECTION);
    }

    /** Empty if one of the keys is missing: a build that knows no terms. */
    static Optional<Terms> in(Config config) {
        if (!config.hasPath(SECTION) || !KEYS.stream().allMatch(config.getConfig(SECTION)::hasPath)) {
            return Optional.empty();
        }
        var terms = config.getConfig(SECTION);
        return Optional.of(new Terms(
                terms.getString("run"),
                terms.getString("tape"),
                terms.getString("settings"),
                new EventSchema(
                        terms.getInt("events-oldest"), terms.getInt("events-newest"), terms.getInt("events-written"))));
    }

    /** The same as roles of a member, by which anybody who looks at the members can tell. */
    List<String> asRoles() {
        var config = asConfig().getConfig(SECTION);
        return KEYS.stream().map(key -> key + ":" + config.getString(key)).toList();
    }

    /** Reads what {@link #asRoles} wrote; empty if one is missing. */
    static Optional<Terms> inRoles(List<String> roles) {
        Config read = ConfigFactory.empty();
        for (String key : KEYS) {
            for (String role : roles) {
                if (role.startsWith(key + ":")) {
                    read = read.withFallback(
                            ConfigFactory.parseMap(Map.of(SECTION + "." + key, role.substring(key.length() + 1))));
                }
            }
        }
        return in(read);
    }

    /** In which this node differs from those of the cluster, a clause each; none if they may run together. */
    List<String> differencesFrom(Terms cluster) {
        var differences = new ArrayList<String>();
        if (!run.equals(cluster.run)) {
            differences.add("its run is " + run + ", the cluster's " + cluster.run);
        }
        if (!tape.equals(cluster.tape)) {
            differences.add("its tape is " + tape + ", the cluster's " + cluster.tape);
        }
        if (!settings.equals(cluster.settings)) {
            differences.add("the hash of its settings is " + settings + ", the cluster's " + cluster.settings);
        }
        if (!events.understands(cluster.events)) {
            differences.add("it stores events as " + events + ", the cluster as " + cluster.events);
        }
        return differences;
    }
}
