package io.conclave.app.command;

import io.conclave.nativerisk.Progress;

/** How far a request is, where somebody can see it. */
final class ProgressBar implements Progress {
    private final Screen screen;
    private final String unit;

    ProgressBar(Screen screen, String unit) {
        this.screen = screen;
        this.unit = unit;
    }

    @Override
    public void at(long done, long total) {
        screen.show(unit, done, total);
    }
}
