package io.conclave.testkit.lab;

import java.time.Duration;
import java.util.Random;

/** The kinds of fault that a {@link Schedule} draws from, and how each is drawn among so many hosts. */
enum Kind {
    KILL(Target.NODES, Lasting.AWAY),
    KILL_LEADER(Target.NODES, Lasting.AWAY),
    ISOLATE(Target.NODES, Lasting.BROKEN),
    ONE_WAY(Target.NODES, Lasting.BROKEN),
    BROKEN_PAIR(Target.NODES, Lasting.BROKEN),
    LATE(Target.NETWORK, Lasting.BROKEN),
    LOSSY(Target.NETWORK, Lasting.BROKEN),
    PAUSE(Target.NODES, Lasting.BROKEN),
    POSTGRES_AWAY(Target.STORES, Lasting.AWAY),
    REDIS_AWAY(Target.STORES, Lasting.AWAY),
    ROLLING_RESTART(Target.ALL, Lasting.BY_ITSELF);

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

    Kind(Target target, Lasting lasting) {
        this.target = target;
        this.lasting = lasting;
    }

    /** Whether this may begin while that lasts. */
    boolean goesWith(Kind other) {
        return target != other.target && target != Target.ALL && other.target != Target.ALL;
    }

    Trouble drawn(Random dice, int hosts, Duration at) {
        return new Trouble(at, lasting.drawn(dice), fault(dice, hosts));
    }

    private Fault fault(Random dice, int hosts) {
        return switch (this) {
            case KILL -> new Fault.Kill(any(dice, hosts));
            case KILL_LEADER -> new Fault.KillLeader();
            case ISOLATE -> new Fault.Isolate(any(dice, hosts), dice.nextBoolean() ? Reach.PEERS : Reach.EVERYONE);
            case ONE_WAY -> {
                int from = any(dice, hosts);
                yield new Fault.OneWay(from, another(dice, hosts, from));
            }
            case BROKEN_PAIR -> {
                int one = any(dice, hosts);
                yield new Fault.BrokenPair(one, another(dice, hosts, one));
            }
            case LATE -> new Fault.Late(new Weather(Duration.ofMillis(100), Duration.ofMillis(20), 0));
            case LOSSY -> new Fault.Lossy(Weather.lossy(0.05));
            case PAUSE -> new Fault.Pause(any(dice, hosts));
            case POSTGRES_AWAY -> new Fault.PostgresAway();
            case REDIS_AWAY -> new Fault.RedisAway();
            case ROLLING_RESTART -> new Fault.RollingRestart();
        };
    }

    private static int any(Random dice, int hosts) {
        return 1 + dice.nextInt(hosts);
    }

    private static int another(Random dice, int hosts, int than) {
        int drawn = 1 + dice.nextInt(hosts - 1);
        return drawn < than ? drawn : drawn + 1;
    }
}
