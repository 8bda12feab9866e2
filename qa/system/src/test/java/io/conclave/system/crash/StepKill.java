package io.conclave.system.crash;

/** The node dies at a step of an order's or a vote's life, the n-th time it comes by. */
record StepKill(Step step, int n) implements Fault {
    @Override
    public String kind() {
        return step.toString();
    }

    @Override
    public boolean strike(Scene scene) {
        scene.killNode();
        var ended = scene.startNodeDyingAt(step, n).await();
        return ended.exitCode() == Scene.KILLED || scene.endedTooSoon();
    }
}
