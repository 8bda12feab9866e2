package io.conclave.persistence.venue;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.domain.market.Symbol;
import io.conclave.domain.order.Fill;
import io.conclave.domain.order.OrderTicket;
import io.conclave.domain.unit.Money;
import io.conclave.domain.unit.Price;
import io.conclave.orchestrator.execution.PaperMemory;
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
    void whatItWasToldOutlivesWhoTold(JournalKind kind) throws Exception {
        try (var journal = TestJournal.fresh(kind, folder)) {
            try (var tables = DeskTables.open(journal.config())) {
                var memory = tables.paperMemory("run", "paper");
                assertThat(soon(memory.accept(ORDER))).isTrue();
                assertThat(soon(memory.accept(ORDER))).isFalse();
            }
            try (var tables = DeskTables.open(journal.config())) {
                var memory = tables.paperMemory("run", "paper");
                assertThat(soon(memory.open())).containsExactly(ORDER);
                assertThat(soon(memory.find(ORDER.id()))).contains(ORDER);
                assertThat(soon(tables.paperMemory("other", "paper").open())).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void fillsAreNumberedOnceAndCloseTheirOrder(JournalKind kind) throws Exception {
        try (var journal = TestJournal.fresh(kind, folder);
                var tables = DeskTables.open(journal.config())) {
            var memory = tables.paperMemory("run", "paper");
            soon(memory.accept(ORDER));

            assertThat(soon(memory.fill(List.of(fill("a"))))).isEqualTo(1);
            assertThat(soon(memory.fill(List.of(fill("a"), fill("b"))))).isEqualTo(1);

            assertThat(soon(memory.fills(0)))
                    .containsExactly(new PaperMemory.Numbered(1, fill("a")), new PaperMemory.Numbered(2, fill("b")));
            assertThat(soon(memory.fills(1)))
                    .extracting(PaperMemory.Numbered::number)
                    .containsExactly(2L);
            assertThat(soon(memory.open())).isEmpty();
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
