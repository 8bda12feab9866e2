package io.conclave.benchmarks;

import io.conclave.persistence.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.LockSupport;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.SpawnProtocol;

/**
 * How long an event is in the journal before it is in the read models: from its acknowledgement to the first look at the
 * tables that finds it there. Looks are a few milliseconds apart and count against us.
 */
final class ProjectionLag implements AutoCloseable {
    private static final String RUN = "lag";
    private static final int ENTITIES = 20;
    private static final long LOOK_NANOS = 5_000_000;
    private static final long PATIENCE_NANOS = 60_000_000_000L;

    private final Database database;
    private final ActorSystem<SpawnProtocol.Command> system;
    private final Connection looker;
    private final List<ActorRef<Ledgers.Post>> entities = new ArrayList<>();
    private final List<ConcurrentMap<Long, Long>> acknowledged = new ArrayList<>();
    private final long[] shown = new long[ENTITIES];

    private ProjectionLag(JournalBed bed) {
        this.database = Database.open(bed.config());
        this.system = bed.system("lag");
        this.looker = bed.connect();
        for (int i = 0; i < ENTITIES; i++) {
            var times = new ConcurrentHashMap<Long, Long>();
            acknowledged.add(times);
            entities.add(system.systemActorOf(
                    Ledgers.create(RUN, account(i), (entity, number) -> times.put(number, System.nanoTime())),
                    account(i),
                    Props.empty()));
        }
        database.projections(system).follow(RUN);
    }

    static ProjectionLag open(JournalBed bed) {
        return new ProjectionLag(bed);
    }

    private static String account(int entity) {
        return "account-" + entity;
    }

    /** The lag of each event, milliseconds, that was journalled within so many seconds. */
    List<Double> millis(int perSecond, double seconds) {
        var millis = Collections.synchronizedList(new ArrayList<Double>());
        long events = (long) (perSecond * seconds);
        long apart = 1_000_000_000L / perSecond;
        long started = System.nanoTime();
        long told = 0;
        long looked = started;
        while (millis.size() < events) {
            long now = System.nanoTime();
            while (told < events && now - started >= told * apart) {
                entities.get((int) (told % ENTITIES)).tell(new Ledgers.Post());
                told++;
            }
            if (now - looked >= LOOK_NANOS) {
                looked = now;
                look(millis);
            }
            if (now - started > (long) (seconds * 1e9) + PATIENCE_NANOS) {
                throw new NotMeasuredException("Of " + events + " events " + millis.size() + " are in the read models "
                        + PATIENCE_NANOS / 1_000_000_000L + " seconds after the last");
            }
            LockSupport.parkNanos(500_000);
        }
        return List.copyOf(millis);
    }

    private void look(List<Double> millis) {
        try (PreparedStatement query = looker.prepareStatement(
                        "SELECT persistence_id, sequence_number FROM projected WHERE run = '" + RUN + "'");
                var rows = query.executeQuery()) {
            while (rows.next()) {
                var account = rows.getString(1);
                int entity = Integer.parseInt(account.substring(account.lastIndexOf('-') + 1));
                long now = System.nanoTime();
                while (shown[entity] < rows.getLong(2)) {
                    Long journalled = acknowledged.get(entity).remove(shown[entity] + 1);
                    if (journalled == null) {
                        // Shown before its acknowledgement was heard of: the next look finds it.
                        break;
                    }
                    shown[entity]++;
                    millis.add((now - journalled) / 1e6);
                }
            }
        } catch (SQLException e) {
            throw new NotMeasuredException("The read models cannot be looked at: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        JournalBed.stop(system);
        database.close();
        try {
            looker.close();
        } catch (SQLException e) {
            throw new NotMeasuredException("A connection does not close: " + e.getMessage(), e);
        }
    }
}
