package io.conclave.agents.quant;

import io.conclave.agents.MarketTape;
import io.conclave.agents.Mind;
import io.conclave.agents.Opinion;
import io.conclave.agents.Question;
import io.conclave.agents.Reasoning;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.vote.AgentId;
import io.conclave.domain.vote.Ballot;
import io.conclave.domain.vote.BarrierRule;
import io.conclave.domain.vote.Forecast;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Forecasts from the bars alone, with trees grown on the bars before.
 *
 * <p>Abstains until enough outcomes are known. Holds one model; which one depends on the number of the bar, never on
 * when the process started. The forecast is the prior tilted by the trees and mixed with the prior again.
 */
final class Quant implements Mind {
    private static final String NO_MODEL = "xgb:none";

    /** What a model depends on, beside the tape. */
    private record Lesson(int atBar, int horizonBars, BarrierRule rule) {}

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Learnt(Lesson lesson, double[] prior, TrainedModel model) {}

    private final AgentId agent;
    private final Symbol symbol;
    private final MarketTape tape;
    private final QuantSettings settings;
    private final ModelShelf shelf;
    private final Executor executor;
    private final BarCount barCount;
    private final ReentrantLock thinking = new ReentrantLock();
    private @Nullable Learnt learnt;
    private boolean closed;

    Quant(AgentId agent, Symbol symbol, MarketTape tape, QuantSettings settings, ModelShelf shelf, Executor executor) {
        this.agent = agent;
        this.symbol = symbol;
        this.tape = tape;
        this.settings = settings;
        this.shelf = shelf;
        this.executor = executor;
        this.barCount = new BarCount(tape, symbol);
    }

    @Override
    public AgentId agent() {
        return agent;
    }

    @Override
    public CompletionStage<Opinion> opine(Question question) {
        return CompletableFuture.supplyAsync(() -> think(question), executor);
    }

    private Opinion think(Question question) {
        thinking.lock();
        try {
            if (closed) {
                throw new IllegalStateException("The Quant is closed");
            }
            return answer(question);
        } finally {
            thinking.unlock();
        }
    }

    private Opinion answer(Question question) {
        int bars = barCount.at(question.asOfNanos());
        if (bars == 0) {
            return Opinion.abstaining(Ballot.Reason.NO_EVIDENCE, "No bar of " + symbol + " has closed yet.", NO_MODEL);
        }
        int horizon = question.horizonBars();
        var trainedAt = settings.schedule().trainedAt(bars, horizon);
        if (trainedAt.isEmpty()) {
            return Opinion.abstaining(Ballot.Reason.NOT_TRAINED, notTrained(bars, horizon), NO_MODEL);
        }
        var lesson = new Lesson(trainedAt.getAsInt(), horizon, question.rule());
        return forecast(question, bars, learnt(lesson, bars, question.asOfNanos()));
    }

    private String notTrained(int bars, int horizon) {
        return "Not trained yet: %d of %d outcomes are known; the first model comes at bar %d, this is bar %d."
                .formatted(
                        Schedule.knownOutcomes(bars, horizon),
                        settings.schedule().minSamples(),
                        settings.schedule().firstTraining(horizon),
                        bars);
    }

    private Learnt learnt(Lesson lesson, int barsNow, long asOfNanos) {
        var held = learnt;
        if (held != null && held.lesson().equals(lesson)) {
            return held;
        }
        forget();
        int rows = Math.min(settings.maxSamples(), Schedule.knownOutcomes(lesson.atBar(), lesson.horizonBars()));
        int context = Math.max(Features.LOOKBACK, lesson.rule().lookback()) - 1;
        int since = barsNow - lesson.atBar();
        var newest = tape.bars(symbol, asOfNanos, context + rows + lesson.horizonBars() + since);
        var set = TrainingSet.of(
                tape, symbol, newest.subList(0, newest.size() - since), rows, lesson.horizonBars(), lesson.rule());
        var next = new Learnt(lesson, set.prior(), shelf.model(set.bytes(settings.growth())));
        learnt = next;
        return next;
    }

    private Opinion forecast(Question question, int barCount, Learnt by) {
        var bars = tape.bars(symbol, question.asOfNanos(), Features.LOOKBACK);
        float[] features = new Features(bars).at(bars.size() - 1);
        float[] tilt = by.model().tilt(features);
        var evidence = List.of(
                "bars:" + symbol + ":" + barCount + ":" + bars.getLast().closeNanos(),
                "model:" + by.model().sha256());
        var opinion = Opinion.of(
                new Ballot.Cast(mix(by.prior(), tilt)),
                evidence,
                "xgb:" + by.model().sha256().substring(0, 12));
        return opinion.because(Reasoning.of(
                Map.of("bar", barCount, "trained_at_bar", by.lesson().atBar(), "features", named(features)),
                Map.of("prior", listed(by.prior()), "tilt", listed(tilt))));
    }

    /** Lists are equal when their numbers are; arrays are not. */
    private static List<Double> listed(double[] numbers) {
        return Arrays.stream(numbers).boxed().toList();
    }

    private static List<Float> listed(float[] numbers) {
        var list = new ArrayList<Float>(numbers.length);
        for (float number : numbers) {
            list.add(number);
        }
        return List.copyOf(list);
    }

    private static Map<String, Float> named(float[] features) {
        Map<String, Float> named = new TreeMap<>();
        for (int i = 0; i < features.length; i++) {
            named.put(Features.NAMES.get(i), features[i]);
        }
        return named;
    }

    private Forecast mix(double[] prior, float[] tilt) {
        double[] mixed = new double[prior.length];
        double sum = 0;
        for (int k = 0; k < prior.length; k++) {
            mixed[k] = prior[k] * tilt[k];
            sum += mixed[k];
        }
        for (int k = 0; k < prior.length; k++) {
            mixed[k] = settings.trust() * mixed[k] / sum + (1 - settings.trust()) * prior[k];
        }
        return Forecast.of(mixed);
    }

    private void forget() {
        if (learnt != null) {
            learnt.model().close();
            learnt = null;
        }
    }

    @Override
    public void close() {
        shelf.close();
        thinking.lock();
        try {
            closed = true;
            forget();
        } finally {
            thinking.unlock();
        }
    }
}
