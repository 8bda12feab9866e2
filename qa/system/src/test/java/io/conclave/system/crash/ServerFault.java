package io.conclave.system.crash;

import io.conclave.system.engine.EngineProcess;
import io.conclave.system.engine.Processes;
import io.conclave.testkit.Patience;
import java.time.Duration;

/** What happens to everything around the node while it works; the node itself must live through all of it. */
enum ServerFault implements Fault {
    POSTGRES_CRASHES("postgres crash") {
        @Override
        void happen(Scene scene, EngineProcess node) {
            scene.servers().postgres().crash();
            RandomKill.pause(AWAY);
            scene.servers().postgres().restart();
        }
    },
    REDIS_IS_KILLED("redis kill") {
        @Override
        void happen(Scene scene, EngineProcess node) {
            scene.servers().redis().kill();
            RandomKill.pause(AWAY);
            scene.servers().redis().restart();
        }
    },
    REDIS_LOSES_A_SECOND("redis loses a second") {
        @Override
        void happen(Scene scene, EngineProcess node) {
            scene.servers().redis().remember();
            RandomKill.pause(1_000);
            scene.servers().redis().forget();
            scene.servers().redis().restart();
            scene.restartFeed();
        }
    },
    REDIS_IS_FLUSHED("redis flush") {
        @Override
        void happen(Scene scene, EngineProcess node) {
            scene.servers().flushRedis();
            scene.restartFeed();
        }
    },
    A_CHILD_HANGS("child hangs") {
        @Override
        void happen(Scene scene, EngineProcess node) {
            Patience.until("there is a child", () -> !node.workers().isEmpty());
            // One that hangs is found out when it is asked, and a pool may go on asking another: whichever is next
            // hangs.
            var children = node.workers();
            children.forEach(child -> Processes.signal("STOP", child.pid()));
            Patience.until(
                    "a child that hangs is replaced",
                    () -> children.stream().anyMatch(child -> Processes.hasEnded(child.pid())));
        }
    },
    THE_FEED_DIES("feed kill") {
        @Override
        void happen(Scene scene, EngineProcess node) {
            scene.restartFeed();
        }
    },
    /** Needs a server on a small disk of its own. */
    THE_DISK_IS_FULL("disk full") {
        @Override
        void happen(Scene scene, EngineProcess node) {
            var postgres = scene.servers().postgres();
            postgres.fillDisk();
            Patience.until("PostgreSQL wants room", () -> postgres.log().contains("No space left on device"));
            RandomKill.pause(AWAY);
            postgres.emptyDisk();
            // A server that could not write its log has given itself up: whoever made room starts it again.
            postgres.restart();
        }
    };

    /** How long a server is away, milliseconds. */
    private static final int AWAY = 700;

    /** Closings that the node takes before it happens and after it, so that it happens to a node at work. */
    private static final int CLOSINGS = 12;

    private static final Duration BACK_WITHIN = Duration.ofMinutes(3);

    private final String kind;

    ServerFault(String kind) {
        this.kind = kind;
    }

    abstract void happen(Scene scene, EngineProcess node);

    @Override
    public String kind() {
        return kind;
    }

    @Override
    public boolean strike(Scene scene) {
        var node = scene.runningNode();
        var progress = scene.progress();
        if (!progress.await(progress.steps() + CLOSINGS, scene::nodeHasEnded, Scene.PATIENCE)) {
            return scene.endedTooSoon();
        }
        happen(scene, node);
        int then = progress.steps();
        if (!progress.await(then + CLOSINGS, scene::nodeHasEnded, BACK_WITHIN)) {
            return scene.endedTooSoon();
        }
        return true;
    }
}
