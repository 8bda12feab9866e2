package io.conclave.nativerisk.library;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Why the library computed nothing: the statuses of {@code cpp/abi/conclave_risk.h}. */
public enum Refusal {
    NULL(1, "data is missing"),
    WRONG_BYTES(2, "engine and library disagree about a structure: build both from the same sources"),
    BAD_SWITCH(3, "an unknown choice"),
    TOO_LARGE(4, "more than the library takes"),
    NOT_POSITIVE(5, "the matrix is no covariance: it must be square, finite and positive semidefinite"),
    BAD_BARS(101, "a price that is not positive, or opens and closes of different numbers"),
    BAD_LEGS(102, "legs out of order or range, or fast not shorter than slow"),
    BAD_COSTS(103, "fee and slippage must lie in 0 to 5000 bp"),
    BAD_POSITIONS(104, "room for positions that is not one for each bar of the run"),
    BAD_SHAPES(201, "arrays that do not fit each other, no asset, or too many"),
    BAD_NUMBERS(202, "a number that is not finite, or losses beyond 1e150"),
    BAD_LEVEL(203, "the level must lie in 5000 to 9999 bp"),
    BAD_PATHS(204, "no paths, too many, or an odd number of antithetic ones"),
    TOO_WILD(205, "a log return beyond 600 is possible"),
    BAD_ENGINE(206, "no thread, too many, or an instruction set this processor has not"),
    NO_MEMORY(207, "there is no memory for the paths"),
    RISK_BAD_SHAPE(301, "series that belong together and are of different lengths"),
    RISK_TOO_FEW(302, "fewer portfolios, names, days or trials than the measure needs"),
    RISK_NOT_FINITE(303, "a number that is not finite, or a result beyond a double"),
    RISK_NO_SPREAD(304, "nothing moves, so that a ratio to its deviation has no meaning"),
    RISK_BAD_PARAMETER(305, "a level, share, number or choice outside the range stated for it"),
    RISK_UNREACHABLE(306, "the figure has no finite value"),
    RISK_NOT_POSITIVE(307, "the scenarios' covariance is not positive semidefinite"),
    RISK_NO_MEMORY(308, "there is no memory for the measurement"),
    /** A status this engine does not know. */
    UNKNOWN(-1, "the library is newer than the engine: build both from the same sources");

    private static final Map<Integer, Refusal> BY_STATUS = Arrays.stream(values())
            .collect(Collectors.toUnmodifiableMap(refusal -> refusal.status, Function.identity()));

    private final int status;
    private final String sentence;

    Refusal(int status, String sentence) {
        this.status = status;
        this.sentence = sentence;
    }

    static Refusal of(int status) {
        return BY_STATUS.getOrDefault(status, UNKNOWN);
    }

    /** For people. */
    @Override
    public String toString() {
        return sentence;
    }
}
