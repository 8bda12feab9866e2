package io.conclave.http.port;

import io.conclave.http.view.KillSwitchView;
import java.util.concurrent.CompletionStage;

/** Stops all trading of the account, at once, and lets it go on again. */
public interface KillSwitch {
    CompletionStage<KillSwitchView> position();

    /**
     * Once it is done no order is let out any more, and what waits at the venue is taken back. Halted already, it stays as
     * it was.
     *
     * @param reason for people, not blank
     * @param actor who says so
     */
    CompletionStage<KillSwitchView> engage(String reason, String actor);

    /** Orders may pass again. */
    CompletionStage<KillSwitchView> release(String actor);
}
