package io.conclave.persistence.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class GatheringTest {
    private final List<List<String>> asked = new ArrayList<>();
    private final Deque<CompletableFuture<String>> open = new ArrayDeque<>();
    private final Gathering<String, String> gathering = new Gathering<>(wants -> {
        asked.add(wants);
        var answer = new CompletableFuture<String>();
        open.add(answer);
        return answer;
    });

    @Test
    void whoComesWhileAnAnswerIsOnItsWayIsAskedForAfterItTogetherWithTheOthers() {
        var first = gathering.ask(List.of("a"));
        var second = gathering.ask(List.of("b", "c"));
        var third = gathering.ask(List.of("d"));
        assertThat(asked).containsExactly(List.of("a"));

        answer("one");

        assertThat(asked).containsExactly(List.of("a"), List.of("b", "c", "d"));
        assertThat(now(first)).isCompletedWithValue("one");
        assertThat(now(second)).isNotDone();

        answer("two");

        assertThat(now(second)).isCompletedWithValue("two");
        assertThat(now(third)).isCompletedWithValue("two");
        assertThat(asked).hasSize(2);
    }

    @Test
    void whoWantsNothingButTheAnswerIsAskedForToo() {
        gathering.ask(List.of());
        gathering.ask(List.of());
        answer("one");
        assertThat(asked).containsExactly(List.of(), List.of());
    }

    @Test
    void afterAFaultTheNextAreAskedFor() {
        var first = gathering.ask(List.of("a"));
        var second = gathering.ask(List.of("b"));

        open.removeFirst().completeExceptionally(new IllegalStateException("away"));
        answer("two");

        assertThat(now(first)).isCompletedExceptionally();
        assertThat(now(second)).isCompletedWithValue("two");
        var third = gathering.ask(List.of("c"));
        answer("three");
        assertThat(now(third)).isCompletedWithValue("three");
    }

    @Test
    void aQuestionThatCannotBePutIsAFaultForThoseItWasFor() {
        var closed = new Gathering<String, String>(wants -> {
            throw new IllegalStateException("closed");
        });
        assertThat(now(closed.ask(List.of("a")))).isCompletedExceptionally();
        assertThat(now(closed.ask(List.of("b")))).isCompletedExceptionally();
    }

    private void answer(String words) {
        open.removeFirst().complete(words);
    }

    private static CompletableFuture<String> now(CompletionStage<String> answer) {
        return answer.toCompletableFuture();
    }
}
