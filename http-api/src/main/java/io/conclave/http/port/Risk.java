package io.conclave.http.port;

import io.conclave.http.view.LimitsView;
import io.conclave.http.view.RiskView;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

/** What may be lost, and the limits against it. */
public interface Risk {
    CompletionStage<RiskView> risk();

    /** What became of the wish for other limits. */
    sealed interface Answer {}

    /** They hold from now on, and after every restart. */
    record Set(LimitsView limits) implements Answer {}

    /** @param field to blame */
    record Malformed(String field, String why) implements Answer {}

    /** They stay as they were. */
    record Refused(String code, String why) implements Answer {}

    /**
     * Sets limits.
     *
     * @param change makes of those that hold others; what a caller may not change it leaves alone
     * @param actor the id of the key that it came with
     */
    CompletionStage<Answer> change(UnaryOperator<LimitsView> change, String actor);
}
