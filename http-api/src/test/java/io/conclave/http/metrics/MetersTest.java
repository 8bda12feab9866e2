package io.conclave.http.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.domain.order.OrderState;
import io.conclave.domain.unit.Fraction;
import io.conclave.domain.unit.Money;
import io.conclave.domain.vote.AgentId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MetersTest {
    private final Meters meters = new Meters();

    @AfterEach
    void close() {
        meters.close();
    }

    @Test
    void everythingWeCountSaysInWordsWhatItIs() {
        tellEverything();

        var lines = meters.scrape().lines().toList();
        var types = lines.stream()
                .filter(line -> line.startsWith("# TYPE conclave_"))
                .map(line -> line.split(" ", 4)[2])
                .toList();

        assertThat(types)
                .hasSizeGreaterThan(25)
                .allSatisfy(name ->
                        assertThat(lines).as(name).anyMatch(line -> line.matches("# HELP " + name + " \\S.{8,}")));
    }

    @Test
    void beforeTheFirstLookGaugesShowNoNumber() {
        assertThat(lines())
                .contains("conclave_kill_switch NaN", "conclave_executor_epoch NaN", "conclave_projection_lag NaN")
                .noneMatch(line -> line.startsWith("conclave_ready{"));
    }

    @Test
    void whatWasSeenIsShownUntilTheNextLook() {
        meters.seen(vitals(true, 7, Optional.of(bus(9))));
        assertThat(lines())
                .contains(
                        "conclave_ready{part=\"journal\"} 1.0",
                        "conclave_ready{part=\"desk\"} 0.0",
                        "conclave_regret{symbol=\"BTC-USD\"} 0.25",
                        "conclave_kill_switch 1.0",
                        "conclave_executor_epoch 7.0",
                        "conclave_projection_lag 3.0",
                        "conclave_workers 2.0",
                        "conclave_cluster_members 3.0",
                        "conclave_cluster_unreachable 1.0",
                        "conclave_market_data_age_seconds 1.5",
                        "conclave_bus_up 1.0",
                        "conclave_bus_depth{group=\"node\",stream=\"bars\"} 9.0",
                        "conclave_bus_age_seconds{group=\"node\",stream=\"bars\"} 2.0",
                        "conclave_bus_dead{stream=\"bars\"} 1.0");

        meters.seen(vitals(false, 8, Optional.of(bus(4))));
        assertThat(lines())
                .contains(
                        "conclave_kill_switch 0.0",
                        "conclave_executor_epoch 8.0",
                        "conclave_bus_depth{group=\"node\",stream=\"bars\"} 4.0");
    }

    @Test
    void whileGaugesAreExchangedAScrapeSeesTheOldOnesOrTheNewOnes() {
        var told = new CountDownLatch(1);
        Thread.ofPlatform().daemon().start(() -> {
            while (told.getCount() > 0) {
                meters.seen(vitals(true, 7, Optional.of(bus(9))));
            }
        });
        try {
            for (int i = 0; i < 300; i++) {
                assertThat(meters.scrape()).contains("conclave_equity");
            }
        } finally {
            told.countDown();
        }
    }

    @Test
    void whatCannotBeToldIsNoNumberAndNoOldOne() {
        meters.seen(vitals(true, 7, Optional.of(bus(9))));
        meters.seen(new Vitals(
                new TreeMap<>(),
                new TreeMap<>(),
                Optional.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                1,
                0,
                Optional.empty(),
                Optional.of(new Vitals.Bus(false, 5, 0, List.of()))));

        assertThat(lines())
                .contains("conclave_kill_switch NaN", "conclave_executor_epoch NaN", "conclave_bus_up 0.0")
                .noneMatch(line -> line.startsWith("conclave_bus_depth") || line.startsWith("conclave_ready{"));
    }

    @Test
    void countersOfWhatShouldNotHappenBeginAtZeroSoThatTheFirstTimeIsSeen() {
        assertThat(lines())
                .contains(
                        "conclave_orders_total{state=\"unknown\"} 0.0",
                        "conclave_journal_write_seconds_count{ok=\"false\"} 0",
                        "conclave_child_restarts_total 0.0");
        meters.orderCameTo(OrderState.UNKNOWN);
        meters.journalAnswered(Duration.ofMillis(30), 4, false);
        meters.journalAnswered(Duration.ofMillis(3), 5, true);
        assertThat(lines())
                .contains(
                        "conclave_orders_total{state=\"unknown\"} 1.0",
                        "conclave_journal_write_seconds_count{ok=\"false\"} 1",
                        "conclave_journal_write_seconds_bucket{ok=\"true\",le=\"0.005\"} 1",
                        "conclave_journal_events_total 5.0");
    }

    private List<String> lines() {
        return meters.scrape().lines().toList();
    }

    private void tellEverything() {
        var agent = new AgentId("quant");
        meters.roundSettled();
        meters.voteCast(agent);
        meters.abstained(agent, "TIMEOUT");
        meters.vetoed("HALTED");
        meters.consensusTook(Duration.ofMillis(3));
        meters.accountWorth(Money.ZERO, Fraction.ZERO);
        meters.requestAnswered("GET", 200, Duration.ofMillis(1));
        meters.seen(vitals(true, 1, Optional.of(bus(1))));
    }

    private static Vitals vitals(boolean halted, long epoch, Optional<Vitals.Bus> bus) {
        return new Vitals(
                new TreeMap<>(Map.of("journal", true, "desk", false)),
                new TreeMap<>(Map.of("BTC-USD", 0.25)),
                Optional.of(halted),
                OptionalLong.of(epoch),
                OptionalLong.of(3),
                OptionalLong.of(4),
                OptionalLong.of(2),
                3,
                1,
                Optional.of(Duration.ofMillis(1_500)),
                bus);
    }

    private static Vitals.Bus bus(long depth) {
        var group = new Vitals.Group("node", depth, Duration.ofSeconds(2));
        return new Vitals.Bus(true, 5, 1, List.of(new Vitals.Stream("bars", 20, 1, List.of(group))));
    }
}
