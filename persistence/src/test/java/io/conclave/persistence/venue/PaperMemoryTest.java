package io.conclave.persistence.venue;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.domain.market.Symbol;
import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.Fill;
import io.conclave.domain.order.OrderTerms;
import io.conclave.domain.order.OrderTicket;
import io.conclave.domain.unit.Money;
import io.conclave.domain.unit.Price;
import io.conclave.orchestrator.execution.exchange.PaperMemory;
import io.conclave.persistence.TestJournal;
import io.conclave.persistence.gate.DeskTables;
import io.conclave.persistence.journal.JournalKind;
import io.conclave.persistence.journal.Samples;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PaperMemoryTest {
    private static final OrderTicket ORDER = OrderTicket.of(Samples.INTENT);

    @TempDir
    private Path folder = Path.of("");

    @ParameterizedTest
    @EnumSource
    void whatItWasAskedOutlivesWhoAsked(JournalKind kind) throws Exception {
        var replacement = new OrderTicket(
                new ClientOrderId("replacement"),
                ORDER.symbol(),
                ORDER.side(),
                ORDER.quantity(),
                OrderTerms.stopLimit(Price.of("1200"), Price.of("1201.5"))
                        .goodTill(ORDER.atNanos() + 100)
                        .showing(ORDER.quantity()),
                ORDER.reference(),
                ORDER.atNanos() - 1);
        try (var journal = TestJournal.fresh(kind, folder)) {
            try (var tables = DeskTables.open(journal.config())) {
                var memory = tables.paperMemory("run", "paper");
                soon(memory.note(List.of(new PaperMemory.Submit(ORDER)), 0, 0));
                soon(memory.note(List.of(new PaperMemory.Submit(ORDER)), 0, 0));
                soon(memory.note(List.of(new PaperMemory.Replace(ORDER.id(), replacement)), 0, 0));
                soon(memory.note(List.of(new PaperMemory.Cancel(replacement.id())), ORDER.atNanos() + 7, 0));
            }
            try (var tables = DeskTables.open(journal.config())) {
                var memory = tables.paperMemory("run", "paper");
                assertThat(soon(memory.requests(0)).requests())
                        .containsExactly(
                                new PaperMemory.Noted(1, ORDER.atNanos(), new PaperMemory.Submit(ORDER)),
                                new PaperMemory.Noted(
                                        2, ORDER.atNanos(), new PaperMemory.Replace(ORDER.id(), replacement)),
                                new PaperMemory.Noted(
                                        3, ORDER.atNanos() + 7, new PaperMemory.Cancel(replacement.id())));
                assertThat(soon(memory.requests(2)).requests()).hasSize(1);
                assertThat(soon(tables.paperMemory("other", "paper").requests(0))
                                .requests())
                        .isEmpty();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void fillsAreNumberedOnceAndNothingIsSentBeforeWhatWasSettled(JournalKind kind) throws Exception {
        try (var journal = TestJournal.fresh(kind, folder);
                var tables = DeskTables.open(journal.config())) {
            var memory = tables.paperMemory("run", "paper");
            soon(memory.note(List.of(new PaperMemory.Submit(ORDER)), 0, 0));
            long settled = ORDER.atNanos() + 50;

            assertThat(soon(memory.settle(0, settled, List.of(fill("a")))))
                    .as("worked out without the order")
                    .isFalse();
            assertThat(soon(memory.settle(1, settled, List.of(fill("a"))))).isTrue();
            assertThat(soon(memory.settle(1, settled - 10, List.of(fill("a"), fill("b")))))
                    .isTrue();
            soon(memory.note(List.of(new PaperMemory.Cancel(ORDER.id())), 0, 0));

            assertThat(soon(memory.fills(0)))
                    .containsExactly(new PaperMemory.Numbered(1, fill("a")), new PaperMemory.Numbered(2, fill("b")));
            assertThat(soon(memory.fills(1)))
                    .extracting(PaperMemory.Numbered::number)
                    .containsExactly(2L);
            assertThat(soon(memory.requests(1)))
                    .isEqualTo(new PaperMemory.Page(
                            settled, List.of(new PaperMemory.Noted(2, settled, new PaperMemory.Cancel(ORDER.id())))));
        }
    }

    private static Fill fill(String id) {
        return new Fill(
                id,
                ORDER.id(),
                new Symbol("BTC-USD"),
                ORDER.side(),
                ORDER.quantity(),
                Price.of("1121.87654321"),
                Money.of("0.12345678"),
                5);
    }

    private static <T> T soon(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(20, SECONDS);
    }
}
