package io.conclave.http.security;

import io.conclave.http.security.SecuritySettings.Rate;
import io.github.bucket4j.Bucket;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * How often each may call: a bucket of tokens for each key and address, filled again evenly.
 *
 * <p>Holds as many buckets as it may, and forgets the one that was unused longest: by then it is as good as full.
 */
final class RateLimits {
    private static final int MOST_BUCKETS = 10_000;

    private final Rate rate;
    private final Map<String, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > MOST_BUCKETS;
        }
    };

    /**
     * What is left to somebody.
     *
     * @param granted whether this call was within the limit
     * @param limit calls at once
     * @param remaining calls now
     * @param fullInSeconds when all of the limit is there again, rounded up
     * @param againInSeconds when one call is; 0 if granted
     */
    record Left(boolean granted, long limit, long remaining, long fullInSeconds, long againInSeconds) {}

    RateLimits(Rate rate) {
        this.rate = rate;
    }

    /** Takes a token. */
    Left take(String who) {
        return left(bucket(who), 1);
    }

    /** Looks, and takes nothing. */
    boolean isEmpty(String who) {
        return bucket(who).getAvailableTokens() < 1;
    }

    private Left left(Bucket bucket, int tokens) {
        var probe = bucket.tryConsumeAndReturnRemaining(tokens);
        return new Left(
                probe.isConsumed(),
                rate.burst(),
                probe.getRemainingTokens(),
                seconds(probe.getNanosToWaitForReset()),
                seconds(probe.getNanosToWaitForRefill()));
    }

    private Bucket bucket(String who) {
        synchronized (buckets) {
            return buckets.computeIfAbsent(
                    who,
                    _ -> Bucket.builder()
                            .addLimit(limit -> limit.capacity(rate.burst()).refillGreedy(rate.burst(), rate.per()))
                            .build());
        }
    }

    private static long seconds(long nanos) {
        return Math.ceilDiv(nanos, TimeUnit.SECONDS.toNanos(1));
    }
}
