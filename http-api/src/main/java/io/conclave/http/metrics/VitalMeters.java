package io.conclave.http.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Gauges that show what was found at the last look; before the first, no number. */
final class VitalMeters {
    private final MeterRegistry registry;
    private final MultiGauge ready;
    private final MultiGauge regret;
    private final MultiGauge depth;
    private final MultiGauge age;
    private final MultiGauge length;
    private final MultiGauge dead;
    private volatile @Nullable Vitals latest;

    VitalMeters(MeterRegistry registry) {
        this.registry = registry;
        ready = many("conclave.ready", "Whether a part of readiness is well: 1, or 0");
        regret = many(
                "conclave.regret", "Brier loss of the forecasts beyond that of the best expert, summed over rounds");
        depth = many("conclave.bus.depth", "Items of a stream that were not delivered to a group yet");
        age = many("conclave.bus.age.seconds", "Age of the oldest item that waits for a group");
        length = many("conclave.bus.length", "Items that stand in a stream");
        dead = many("conclave.bus.dead", "Dead letters of a stream");
        one("conclave.kill.switch", "Whether all orders are stopped: 1, or 0", now -> flag(now.halted()));
        one("conclave.executor.epoch", "Of the account's executor; grows with each take-over", now -> of(now.epoch()));
        one(
                "conclave.projection.lag",
                "Events in the journal and not yet in the read models",
                now -> of(now.unprojected()));
        one("conclave.outbox.lag", "Events in the journal and not yet on the bus", now -> of(now.unpublished()));
        one("conclave.workers", "C++ workers that serve", now -> of(now.workers()));
        one("conclave.cluster.members", "Members of the cluster that are up", Vitals::members);
        one("conclave.cluster.unreachable", "Members of the cluster that do not answer", Vitals::unreachable);
        one(
                "conclave.market.data.age.seconds",
                "Since the newest closing that was decided on; no number on a recording",
                now -> now.marketAge().map(age -> age.toMillis() / 1e3).orElse(Double.NaN));
        one(
                "conclave.bus.up",
                "Whether the bus answers: 1, or 0",
                now -> flag(now.bus().map(Vitals.Bus::there)));
        one(
                "conclave.bus.buffered",
                "Items taken from publishers that the bus has not stored yet",
                now -> now.bus().map(bus -> (double) bus.buffered()).orElse(Double.NaN));
        one(
                "conclave.bus.losses",
                "Times that the bus came back without what it had, since the start",
                now -> now.bus().map(bus -> (double) bus.losses()).orElse(Double.NaN));
    }

    private MultiGauge many(String name, String help) {
        return MultiGauge.builder(name).description(help).register(registry);
    }

    private void one(String name, String help, ToDoubleFunction<Vitals> value) {
        Gauge.builder(name, this, us -> {
                    var now = us.latest;
                    return now == null ? Double.NaN : value.applyAsDouble(now);
                })
                .description(help)
                .register(registry);
    }

    private static double flag(Optional<Boolean> value) {
        return value.map(VitalMeters::number).orElse(Double.NaN);
    }

    private static double number(boolean value) {
        return value ? 1 : 0;
    }

    private static double of(OptionalLong value) {
        return value.isPresent() ? value.getAsLong() : Double.NaN;
    }

    void show(Vitals now) {
        latest = now;
        fill(
                ready,
                now.parts().entrySet().stream()
                        .map(part -> row(number(part.getValue()), Tags.of("part", part.getKey()))));
        fill(
                regret,
                now.regrets().entrySet().stream().map(each -> row(each.getValue(), Tags.of("symbol", each.getKey()))));
        var streams = now.bus().map(Vitals.Bus::streams).orElse(List.of());
        fill(length, streams.stream().map(each -> row(each.length(), Tags.of("stream", each.name()))));
        fill(dead, streams.stream().map(each -> row(each.dead(), Tags.of("stream", each.name()))));
        fill(
                depth,
                streams.stream()
                        .flatMap(each -> each.groups().stream().map(group -> row(group.depth(), tags(each, group)))));
        fill(
                age,
                streams.stream()
                        .flatMap(each -> each.groups().stream()
                                .map(group -> row(group.age().toMillis() / 1e3, tags(each, group)))));
    }

    private static Tags tags(Vitals.Stream stream, Vitals.Group group) {
        return Tags.of("stream", stream.name(), "group", group.name());
    }

    private static MultiGauge.Row<?> row(Number value, Tags tags) {
        return MultiGauge.Row.of(tags, value);
    }

    /** Overwrites: a row keeps the number it was made with. */
    private static void fill(MultiGauge gauge, Stream<MultiGauge.Row<?>> rows) {
        gauge.register(rows.toList(), true);
    }
}
