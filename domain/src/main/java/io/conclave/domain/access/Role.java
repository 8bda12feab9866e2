package io.conclave.domain.access;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What the holder of a key may do. A key has one role, and none contains another: whoever hands out keys cannot trade,
 * and whoever trades cannot raise a limit.
 */
public enum Role {
    /** Looks, and does nothing. */
    VIEWER,
    /** Sends and cancels orders, and asks for backtests. */
    TRADER,
    /** Sets limits and holds the kill switch. */
    RISK,
    /** Hands out keys and reads the audit trail; cannot trade. */
    ADMIN,
    /** Votes, and nothing else. Its key bears the agent's name. */
    AGENT;

    /** As it is written in keys, settings and answers: {@code trader}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException if there is no such role; the message names those there are */
    public static Role of(String word) {
        return Arrays.stream(values())
                .filter(role -> role.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("\"" + word + "\" is no role: there are "
                        + Arrays.stream(values()).map(Role::word).collect(Collectors.joining(", "))));
    }
}
