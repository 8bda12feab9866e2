package io.conclave.persistence.gate;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Asks in one go what was asked while an answer was on its way: so many askers cost one transaction at a time, not one
 * each. The answer that an asker gets is to a question that was put after he came, never to one under way.
 *
 * @param <Q> what is asked for; the answer is to all of it
 * @param <A> the one answer that everybody gets who was gathered
 */
final class Gathering<Q, A> {
    private final Function<List<Q>, CompletionStage<A>> question;
    private Party<Q, A> next = new Party<>();
    private boolean asking;

    /** Those who are asked for together. */
    private static final class Party<Q, A> {
        private final List<Q> wants = new ArrayList<>();
        private final CompletableFuture<A> answer = new CompletableFuture<>();
        private boolean isEmpty = true;
    }

    /** @param question asked of one party after the other; must not wait */
    Gathering(Function<List<Q>, CompletionStage<A>> question) {
        this.question = question;
    }

    CompletionStage<A> ask(List<Q> wants) {
        CompletionStage<A> mine;
        synchronized (this) {
            next.wants.addAll(wants);
            next.isEmpty = false;
            mine = next.answer.minimalCompletionStage();
            if (asking) {
                return mine;
            }
            asking = true;
        }
        askForAll();
        return mine;
    }

    private void askForAll() {
        Party<Q, A> party;
        synchronized (this) {
            party = next;
            next = new Party<>();
        }
        var _ = CompletableFuture.completedStage(party.wants)
                .thenCompose(question)
                .whenComplete((answer, fault) -> {
                    goOn();
                    if (fault == null) {
                        party.answer.complete(answer);
                    } else {
                        party.answer.completeExceptionally(fault);
                    }
                });
    }

    private void goOn() {
        synchronized (this) {
            if (next.isEmpty) {
                asking = false;
                return;
            }
        }
        askForAll();
    }
}
