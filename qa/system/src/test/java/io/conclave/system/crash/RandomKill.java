package io.conclave.system.crash;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * SIGKILL of the node at a time that nobody chose: mostly some closings after it went on, sometimes while it is still
 * starting, recovering and reconciling.
 */
record RandomKill(Random dice) implements Fault {
    /** Of four kills, one strikes a node that is still coming up. */
    private static final int IN_FOUR = 4;

    /** Longer than a node takes to its first closing, milliseconds. */
    private static final int COMING_UP = 6_000;

    /** The most closings that a node is granted. */
    private static final int CLOSINGS = 36;

    /** About what a closing takes, milliseconds, so that the kill falls anywhere in it. */
    private static final int ONE_CLOSING = 40;

    @Override
    public String kind() {
        return "kill";
    }

    @Override
    public boolean strike(Scene scene) {
        int from = scene.progress().steps();
        var node = scene.runningNode();
        if (dice.nextInt(IN_FOUR) == 0) {
            pause(dice.nextInt(COMING_UP));
        } else {
            boolean came =
                    scene.progress().await(from + 1 + dice.nextInt(CLOSINGS), scene::nodeHasEnded, Scene.PATIENCE);
            if (!came) {
                return scene.endedTooSoon();
            }
            pause(dice.nextInt(ONE_CLOSING));
        }
        return node.kill().exitCode() == Scene.KILLED || scene.endedTooSoon();
    }

    static void pause(int millis) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
    }
}
