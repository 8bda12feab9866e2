package io.conclave.benchmarks;

import io.conclave.benchmarks.stream.StreamBed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The book stream: steps delivered, how old they are when the client has them, what the server holds. Clients and server
 * share the machine, so the clients' own work is in every figure; the floor beside, a thread that writes the same bytes to
 * every socket and knows nothing of who reads, says how much of it is the machine's.
 */
final class StreamMeasures {
    private static final int ROUNDS = 5;
    private static final int PAIRS = 15;
    private static final int WARM_SECONDS = 2;
    private static final int SECONDS = 4;
    private static final int IDLE_CLIENTS = 10_000;
    /** Longer than any half-open connection may live, so that each was pinged and answered. */
    private static final int IDLE_SECONDS = 40;

    private StreamMeasures() {}

    static List<Bench.Part> parts() {
        return List.of(
                load(100, 500),
                load(1_000, 50),
                new Bench.Part(
                        List.of("stream.stuck_clients.p99_ratio"),
                        (program, progress) -> measured(progress, StreamMeasures::stuck)),
                new Bench.Part(
                        List.of("stream.idle_clients", "stream.idle.rss_mib"),
                        (program, progress) -> measured(progress, StreamMeasures::idle)));
    }

    private static Bench.Part load(int steps, int clients) {
        var name = "stream." + steps + "x" + clients;
        return new Bench.Part(
                List.of(name + ".delivered_per_s", name + ".p50_ms", name + ".p99_ms", name + ".rss_mib"),
                (program, progress) -> measured(progress, told -> {
                    told.accept("Stream: " + steps + " steps a second to " + clients + " clients");
                    return load(name, steps, clients);
                }));
    }

    private static List<Result> load(String name, int steps, int clients) throws IOException {
        try (var stream = StreamBed.ofStream();
                var floor = StreamBed.ofPlainBroadcast(steps)) {
            stream.follow(steps, clients, WARM_SECONDS, SECONDS, 0, 0); // compiles what is hot
            var ours = new ArrayList<Map<String, Double>>();
            var floors = new ArrayList<Map<String, Double>>();
            for (int round = 0; round < ROUNDS; round++) {
                ours.add(sound(stream.follow(steps, clients, WARM_SECONDS, SECONDS, 0, 0)));
                floors.add(floor.follow(steps, clients, WARM_SECONDS, SECONDS, 0, 0));
            }
            return List.of(
                    beside(name + ".delivered_per_s", "1/s", "delivered_per_s", ours, "1/s", floors),
                    beside(name + ".p50_ms", "ms", "p50_ms", ours, "p50, ms", floors),
                    beside(name + ".p99_ms", "ms", "p99_ms", ours, "p99, ms", floors),
                    Result.of(name + ".rss_mib", "MiB", samples("server_mib", ours)));
        }
    }

    /** Many short pairs, for one neighbour's burst makes a ratio of any size: the middle one is beyond it. */
    private static List<Result> stuck(Consumer<String> progress) throws IOException {
        progress.accept("Stream: 1000 steps a second to 50 clients, with and without 10 that do not keep up");
        try (var stream = StreamBed.ofStream()) {
            stream.follow(1_000, 50, WARM_SECONDS, SECONDS, 0, 0);
            var with = new ArrayList<Double>();
            var without = new ArrayList<Double>();
            for (int pair = 0; pair < PAIRS; pair++) {
                without.add(p99(stream.follow(1_000, 50, 1, 2, 0, 0)));
                with.add(p99(stream.follow(1_000, 50, 1, 2, 5, 5)));
            }
            return List.of(Result.of("stream.stuck_clients.p99_ratio", "ratio", Median.ratios(with, without))
                    .beside("without them, p99, ms", without)
                    .toBe(Target.below(2)));
        }
    }

    private static List<Result> idle(Consumer<String> progress) throws IOException {
        progress.accept("Stream: " + IDLE_CLIENTS + " idle clients");
        try (var stream = StreamBed.ofStream()) {
            double before = stream.serverMib();
            double alive = figure(stream.idle(IDLE_CLIENTS, IDLE_SECONDS), "alive");
            return List.of(
                    Result.of("stream.idle_clients", "clients", List.of(alive)).toBe(Target.exactly(IDLE_CLIENTS)),
                    Result.of("stream.idle.rss_mib", "MiB", List.of(stream.serverMib()))
                            .beside("before they came, MiB", List.of(before)));
        }
    }

    /** A chain that broke is no figure but a fault. */
    private static Map<String, Double> sound(Map<String, Double> figures) {
        if (figure(figures, "broken") > 0 || figure(figures, "closed") > 0) {
            throw new NotMeasuredException("The stream lost its chain or its clients: " + figures);
        }
        return figures;
    }

    private static double p99(Map<String, Double> figures) {
        return figure(sound(figures), "p99_ms");
    }

    private static Result beside(
            String name,
            String unit,
            String figure,
            List<Map<String, Double>> ours,
            String floorUnit,
            List<Map<String, Double>> floors) {
        return Result.of(name, unit, samples(figure, ours))
                .beside("a bare broadcast of the same bytes, " + floorUnit, samples(figure, floors));
    }

    private static List<Double> samples(String figure, List<Map<String, Double>> rounds) {
        return rounds.stream().map(round -> figure(round, figure)).toList();
    }

    private static double figure(Map<String, Double> figures, String name) {
        return figures.getOrDefault(name, Double.NaN);
    }

    private static List<Result> measured(Consumer<String> progress, Measured measure) {
        try {
            return measure.take(progress);
        } catch (IOException e) {
            throw new NotMeasuredException("The stream cannot be measured: " + e.getMessage(), e);
        }
    }

    private interface Measured {
        List<Result> take(Consumer<String> progress) throws IOException;
    }
}
