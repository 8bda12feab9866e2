package io.conclave.http.port;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Remembers what was answered to calls that their callers named, so that a call that is sent twice is done once. */
public interface Repeats {
    /** How a call stands. */
    sealed interface Claim {}

    /** It is the caller's to do. */
    record Fresh() implements Claim {}

    /** Somebody is at it. */
    record Running() implements Claim {}

    /** It was begun and never answered: nobody knows what it did. */
    record Lost() implements Claim {}

    /** Another call has that name. */
    record Other() implements Claim {}

    record Answered(Answer answer) implements Claim {}

    /**
     * What was answered.
     *
     * @param location of what the call made
     */
    record Answer(int status, String mediaType, String body, Optional<String> location) {}

    /**
     * Claims a call, or says how it stands.
     *
     * @param holder whose call
     * @param name as the caller chose it
     * @param request a digest of what is called, and with what
     */
    CompletionStage<Claim> claim(String holder, String name, String request);

    /** Remembers the answer to a claimed call. */
    CompletionStage<?> keep(String holder, String name, Answer answer);

    /** Gives a claimed call back that did nothing. */
    CompletionStage<?> release(String holder, String name);
}
