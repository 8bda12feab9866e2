package io.conclave.testkit.lab;

import java.time.Duration;
import java.util.Random;
import java.util.function.BiFunction;

/** The kinds of fault that a {@link Schedule} draws from, and how each is drawn among so many hosts. */
enum Kind {
    KILL(Target.NODES, Lasting.AWAY, (dice, hosts) -> new Fault.Kill(any(dice, hosts))),
    KILL_LEADER(Target.NODES, Lasting.AWAY, (_, _) -> new Fault.KillLeader()),
    ISOLATE(
            Target.NODES,
            Lasting.BROKEN,
            (dice, hosts) -> new Fault.Isolate(any(dice, hosts), dice.nextBoolean() ? Reach.PEERS : Reach.EVERYONE)),
    ONE_WAY(Target.NODES, Lasting.BROKEN, (dice, hosts) -> {
        int from = any(dice, hosts);
        return new Fault.OneWay(from, another(dice, hosts, from));
    }),
    BROKEN_PAIR(Target.NODES, Lasting.BROKEN, (dice, hosts) -> {
        int one = any(dice, hosts);
        return new Fault.BrokenPair(one, another(dice, hosts, one));
    }),
    LATE(
            Target.NETWORK,
            Lasting.BROKEN,
            (_, _) -> new Fault.Late(new Weather(Duration.ofMillis(100), Duration.ofMillis(20), 0))),
    LOSSY(Target.NETWORK, Lasting.BROKEN, (_, _) -> new Fault.Lossy(Weather.lossy(0.05))),
    PAUSE(Target.NODES, Lasting.BROKEN, (dice, hosts) -> new Fault.Pause(any(dice, hosts))),
    POSTGRES_AWAY(Target.STORES, Lasting.AWAY, (_, _) -> new Fault.PostgresAway()),
    REDIS_AWAY(Target.STORES, Lasting.AWAY, (_, _) -> new Fault.RedisAway()),
    ROLLING_RESTART(Target.ALL, Lasting.BY_ITSELF, (_, _) -> new Fault.RollingRestart());

    /** What is struck at. Two faults of the same target would hide each other, or leave no majority. */
    private enum Target {
        NODES,
        NETWORK,
        STORES,
        /** Goes with none: it waits for nodes to come back. */
        ALL
    }

    private enum Lasting {
        /** Half a second to five: what a supervisor takes to start again what has died. */
        AWAY {
            @Override
            Duration drawn(Random dice) {
                return Duration.ofMillis(500 + dice.nextInt(4_500));
            }
        },
        /** Either too short for anybody to be given up, one to four seconds, or long enough, twelve to twenty. */
        BROKEN {
            @Override
            Duration drawn(Random dice) {
                return Duration.ofMillis(
                        dice.nextBoolean() ? 1_000 + dice.nextInt(3_000) : 12_000 + dice.nextInt(8_000));
            }
        },
        BY_ITSELF {
            @Override
            Duration drawn(Random dice) {
                return Duration.ZERO;
            }
        };

        abstract Duration drawn(Random dice);
    }

    private final Target target;
    private final Lasting lasting;
    private final BiFunction<Random, Integer, Fault> fault;

    Kind(Target target, Lasting lasting, BiFunction<Random, Integer, Fault> fault) {
        this.target = target;
        this.lasting = lasting;
        this.fault = fault;
    }

    /** Whether this may begin while that lasts. */
    boolean goesWith(Kind other) {
        return target != other.target && target != Target.ALL && other.target != Target.ALL;
    }

    Trouble drawn(Random dice, int hosts, Duration at) {
        return new Trouble(at, lasting.drawn(dice), fault.apply(dice, hosts));
    }

    private static int any(Random dice, int hosts) {
        return 1 + dice.nextInt(hosts);
    }

    private static int another(Random dice, int hosts, int than) {
        int drawn = 1 + dice.nextInt(hosts - 1);
        return drawn < than ? drawn : drawn + 1;
    }
}
