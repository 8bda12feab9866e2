package io.conclave.http.port;

import io.conclave.domain.access.Role;
import java.util.concurrent.CompletionStage;

/** Who holds a key. An answer is a few seconds old at most; while nobody knows, questions fail. */
public interface Keys {
    /** What a key is good for. */
    sealed interface Check {}

    record Good(Holder holder) implements Check {}

    /** No key, or a wrong one. */
    record Unknown() implements Check {}

    record Revoked() implements Check {}

    record Expired() implements Check {}

    /**
     * Whoever has a key.
     *
     * @param id of the key; no secret
     * @param label for people; an agent's name
     */
    record Holder(String id, Role role, String label) {}

    /** What a text is good for that somebody shows as a key. */
    CompletionStage<Check> check(String key);

    /** What the key of this id is good for now. */
    CompletionStage<Check> standing(String id);

    /** Whether no key was ever made. */
    CompletionStage<Boolean> none();

    /** Whether any key opens anything. */
    CompletionStage<Boolean> anyHolds();
}
