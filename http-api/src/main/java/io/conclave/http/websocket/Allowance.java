package io.conclave.http.websocket;

/** A bucket of messages that refills steadily: twice a second's worth at once, a second's worth a second. */
final class Allowance {
    private static final double NANOS_A_SECOND = 1e9;

    private final double perSecond;
    private double left;
    private long lastNanos;

    Allowance(int perSecond, long nowNanos) {
        this.perSecond = perSecond;
        this.left = 2.0 * perSecond;
        this.lastNanos = nowNanos;
    }

    /**
     * Takes one, if there is one.
     *
     * @param nowNanos monotonic
     */
    boolean take(long nowNanos) {
        left = Math.min(2 * perSecond, left + (nowNanos - lastNanos) / NANOS_A_SECOND * perSecond);
        lastNanos = nowNanos;
        if (left < 1) {
            return false;
        }
        left -= 1;
        return true;
    }
}
