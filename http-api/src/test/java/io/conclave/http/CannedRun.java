package io.conclave.http;

import io.conclave.domain.market.BookLevel;
import io.conclave.domain.market.Instrument;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.OrderState;
import io.conclave.domain.order.Side;
import io.conclave.domain.unit.Fraction;
import io.conclave.domain.unit.Money;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import io.conclave.domain.vote.AgentId;
import io.conclave.domain.vote.DecisionId;
import io.conclave.domain.vote.Outcome;
import io.conclave.http.book.Book;
import io.conclave.http.book.Scale;
import io.conclave.http.port.Accounts;
import io.conclave.http.port.Agents;
import io.conclave.http.port.DecisionQuery;
import io.conclave.http.port.Decisions;
import io.conclave.http.port.Engine;
import io.conclave.http.port.Markets;
import io.conclave.http.port.Node;
import io.conclave.http.port.Span;
import io.conclave.http.port.Votes;
import io.conclave.http.view.AccountView;
import io.conclave.http.view.AgentView;
import io.conclave.http.view.BarView;
import io.conclave.http.view.DecisionStory;
import io.conclave.http.view.DecisionSummary;
import io.conclave.http.view.EquityPoint;
import io.conclave.http.view.EvidenceView;
import io.conclave.http.view.FillView;
import io.conclave.http.view.ForecastView;
import io.conclave.http.view.Instants;
import io.conclave.http.view.LogView;
import io.conclave.http.view.NewsView;
import io.conclave.http.view.OrderUpdate;
import io.conclave.http.view.PositionView;
import io.conclave.http.view.PredictionView;
import io.conclave.http.view.ReadinessView;
import io.conclave.http.view.ReplayView;
import io.conclave.http.view.RunView;
import io.conclave.http.view.Stance;
import io.conclave.http.view.TradeView;
import io.conclave.http.view.VersionView;
import io.conclave.http.view.VoteView;
import io.conclave.http.view.WeightPoint;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Source;

/**
 * A run with made-up numbers that hang together: a price that wanders, three agents, some trades, an account that adds up.
 *
 * <p>The same every time. A test may replace the live sources, or make everything empty.
 */
final class CannedRun {
    static final Symbol SYMBOL = new Symbol("BTC-USD");
    static final Instant START = Instant.parse("2013-11-25T00:00:00Z");
    static final Duration BAR = Duration.ofMinutes(15);

    private static final Money CASH = Money.of("100000");
    private static final List<String> AGENTS = List.of("analyst", "quant", "risk");

    final List<BarView> bars = new ArrayList<>();
    final List<DecisionSummary> decisions = new ArrayList<>();
    final List<EquityPoint> equity = new ArrayList<>();
    final List<WeightPoint> weights = new ArrayList<>();
    private final Map<DecisionId, DecisionStory> stories = new TreeMap<>();

    Source<DecisionSummary, NotUsed> live =
            Source.<DecisionSummary>maybe().mapMaterializedValue(_ -> NotUsed.getInstance());
    Function<Symbol, Optional<Source<Book, NotUsed>>> books = symbol ->
            symbol.equals(SYMBOL) ? Optional.of(Source.single(book()).concat(Source.maybe())) : Optional.empty();
    Source<OrderUpdate, NotUsed> orders = Source.<OrderUpdate>maybe().mapMaterializedValue(_ -> NotUsed.getInstance());
    Source<List<TradeView>, NotUsed> trades =
            Source.<List<TradeView>>maybe().mapMaterializedValue(_ -> NotUsed.getInstance());
    ReadinessView readiness = new ReadinessView(true, new TreeMap<>(Map.of("journal", "ok", "worker", "ok")));
    Optional<String> remark = Optional.empty();

    /** @param trading whether the federation finds an edge now and then */
    CannedRun(int rounds, boolean trading) {
        var dice = new SplittableRandom(20131125);
        double price = 801.0;
        double[] logWeights = new double[AGENTS.size()];
        var cash = CASH;
        var held = Quantity.ZERO;
        var bought = CASH.at(Price.of("801"));
        var hash = hash(0);
        for (int i = 0; i < rounds; i++) {
            var open = rounded(price);
            price *= 1 + 0.0042 * (dice.nextDouble() - 0.5) * 2 + 0.0035 * Math.sin(i / 57.0);
            var close = rounded(price);
            var high = rounded(Math.max(open.toDouble(), close.toDouble()) * (1 + 0.002 * dice.nextDouble()));
            var low = rounded(Math.min(open.toDouble(), close.toDouble()) * (1 - 0.002 * dice.nextDouble()));
            var from = START.plus(BAR.multipliedBy(i));
            var at = from.plus(BAR);
            bars.add(new BarView(from, at, open, high, low, close, Quantity.of("12.5")));

            var id = new DecisionId(SYMBOL, Instants.toNanos(at));
            double lean = Math.sin(i / 19.0 + 0.4);
            var stance = stance(i, lean, trading);
            var fills = new ArrayList<FillView>();
            boolean enters = stance == Stance.LONG && held.isZero();
            boolean leaves = stance == Stance.FLAT && !held.isZero();
            if (enters || leaves) {
                var paid = rounded(price * (enters ? 1.0005 : 0.9995));
                var quantity = enters
                        ? new Quantity(
                                CASH.times(new Fraction(300_000)).at(paid).e8() / 10_000 * 10_000)
                        : held;
                var fee = paid.times(quantity).times(new Fraction(2_000));
                var side = enters ? Side.BUY : Side.SELL;
                fills.add(new FillView(
                        "f" + i, ClientOrderId.of("paper", id, 0), side, quantity, paid, fee, at.plusSeconds(3)));
                cash = cash.minus(paid.times(enters ? quantity : quantity.negated()))
                        .minus(fee);
                held = enters ? quantity : Quantity.ZERO;
            }
            var previous = hash;
            hash = hash(i + 1);
            var summary = new DecisionSummary(
                    id,
                    SYMBOL,
                    at,
                    i + 1,
                    close,
                    stance,
                    reason(stance),
                    stance == Stance.NO_TRADE ? Optional.empty() : Optional.of(forecast(lean)),
                    switch (stance) {
                        case LONG -> Optional.of(new Fraction(300_000));
                        case SHORT, FLAT -> Optional.of(Fraction.ZERO);
                        case NO_TRADE -> Optional.empty();
                    },
                    i < 96 ? 2 : 3,
                    i < 96 ? 1 : 0,
                    enters ? 1 : 0,
                    fills,
                    hash);
            decisions.add(summary);
            stories.put(id, story(summary, lean, logWeights, i, previous));
            equity.add(new EquityPoint(at, cash.plus(close.times(held)), close.times(bought)));
            for (int k = 0; k < logWeights.length; k++) {
                logWeights[k] += (k == 0 ? 0.01 : k == 1 ? 0.004 : -0.006) + 0.11 * (dice.nextDouble() - 0.5);
            }
            weights.add(new WeightPoint(at, shares(logWeights)));
        }
    }

    final CannedOrders desk = new CannedOrders();
    final CannedRisk risk = new CannedRisk();

    /** Takes every vote, unless a test says otherwise. */
    volatile Votes votes = (round, by, body) -> CompletableFuture.completedStage(new Votes.Taken());

    Engine engine() {
        return new Engine(
                new CannedDecisions(),
                new CannedAgents(),
                new CannedAccounts(),
                new CannedMarkets(),
                () -> orders,
                new CannedNode(),
                (round, by, body) -> votes.cast(round, by, body),
                new CannedJobs(),
                desk,
                risk,
                risk,
                (symbol, asOf, limit) -> done(List.of(news())));
    }

    DecisionSummary last() {
        return decisions.getLast();
    }

    /** Two levels a side, as if derived from trades. */
    static Book book() {
        return new Book(
                SYMBOL,
                1041,
                START.plusSeconds(60),
                List.of(level("1121.50", "3.2"), level("1121.00", "1")),
                List.of(level("1122.10", "0.8"), level("1122.60", "2.25")),
                new Scale(2, 8),
                true);
    }

    static BookLevel level(String price, String quantity) {
        return new BookLevel(Price.of(price), Quantity.of(quantity));
    }

    // ---- what the ports answer

    private final class CannedDecisions implements Decisions {
        @Override
        public CompletionStage<List<DecisionSummary>> newestFirst(DecisionQuery query) {
            return done(decisions.reversed().stream()
                    .filter(d -> query.symbol().map(d.symbol()::equals).orElse(true))
                    .filter(d -> within(d.asOf(), query.span()))
                    .filter(d -> query.before()
                            .map(last -> d.id().compareTo(last) < 0)
                            .orElse(true))
                    .limit(query.span().limit())
                    .toList());
        }

        @Override
        public CompletionStage<Optional<DecisionStory>> story(DecisionId id) {
            return done(Optional.ofNullable(stories.get(id)));
        }

        @Override
        public CompletionStage<Optional<ReplayView>> replay(DecisionId id) {
            return done(Optional.ofNullable(stories.get(id))
                    .map(story -> new ReplayView(id, true, 1, story.summary().hash(), Optional.empty())));
        }

        @Override
        public Source<DecisionSummary, NotUsed> live() {
            return live;
        }
    }

    private final class CannedAgents implements Agents {
        @Override
        public CompletionStage<List<AgentView>> all() {
            return done(AGENTS.stream().map(this::agent).toList());
        }

        @Override
        public CompletionStage<Optional<AgentView>> one(AgentId id) {
            return done(AGENTS.stream().filter(id.name()::equals).findFirst().map(this::agent));
        }

        @Override
        public CompletionStage<List<LogView>> logs(AgentId id, Optional<LogPlace> after, int limit) {
            long from = after.map(LogPlace::row).orElse(decisions.size() + 1L) - 1;
            var entries = new ArrayList<LogView>();
            for (long row = from; row > 0 && entries.size() < limit; row--) {
                entries.add(log(row));
            }
            return done(entries);
        }

        private LogView log(long row) {
            return new LogView(
                    row,
                    decisions.get((int) row - 1).id(),
                    1,
                    "minilm-l6-q+sentiment-1",
                    "",
                    hash(1),
                    "{\"bars\":96}",
                    "{\"up\":0.4}",
                    0,
                    "0",
                    3.4,
                    START);
        }

        @Override
        public CompletionStage<Optional<PredictionView>> prediction(Symbol symbol) {
            return done(
                    decisions.isEmpty() || !symbol.equals(SYMBOL)
                            ? Optional.empty()
                            : Optional.of(new PredictionView(
                                    SYMBOL,
                                    new AgentId("quant"),
                                    last().id(),
                                    last().asOf(),
                                    Optional.of(forecast(0.1)),
                                    Optional.empty(),
                                    model("quant"),
                                    3.4)));
        }

        @Override
        public CompletionStage<List<WeightPoint>> weights(Symbol symbol, Span span) {
            return done(newest(
                    weights.stream().filter(p -> within(p.at(), span)).toList(), span));
        }

        private AgentView agent(String name) {
            boolean learns = name.equals("quant");
            return new AgentView(
                    new AgentId(name),
                    Character.toUpperCase(name.charAt(0)) + name.substring(1),
                    "healthy",
                    "active",
                    weights.isEmpty() ? 1.0 / 3 : weights.getLast().weights().getOrDefault(name, 0.0),
                    decisions.isEmpty() ? Optional.empty() : Optional.of(0.61),
                    decisions.size() - (learns ? 96 : 0),
                    learns ? 96 : 0,
                    learns ? Map.of("NOT_TRAINED", 96L) : Map.of(),
                    Optional.of(model(name)));
        }
    }

    private final class CannedAccounts implements Accounts {
        @Override
        public CompletionStage<AccountView> account() {
            var worth = equity.isEmpty() ? CASH : equity.getLast().equity();
            return done(new AccountView(
                    "paper",
                    "paper",
                    "USD",
                    START,
                    CASH,
                    CASH,
                    worth,
                    worth,
                    Fraction.ZERO,
                    Money.ZERO,
                    Money.ZERO,
                    Money.ZERO,
                    Money.ZERO));
        }

        @Override
        public CompletionStage<List<PositionView>> positions() {
            return done(List.of(new PositionView(
                    SYMBOL,
                    Quantity.of("0.25"),
                    Optional.of(Price.of("1050.5")),
                    Optional.of(Price.of("1121.5")),
                    Money.of("280.375"),
                    Money.ZERO,
                    Money.of("17.75"))));
        }

        @Override
        public CompletionStage<List<EquityPoint>> equity(Span span) {
            return done(newest(equity.stream().filter(p -> within(p.at(), span)).toList(), span));
        }
    }

    private final class CannedMarkets implements Markets {
        @Override
        public CompletionStage<List<Instrument>> instruments() {
            return done(List.of(new Instrument(SYMBOL, Price.of("0.01"), Quantity.of("0.0001"), Money.of("5"), "USD")));
        }

        @Override
        public CompletionStage<List<BarView>> bars(Symbol symbol, Span span) {
            return done(newest(bars.stream().filter(b -> within(b.at(), span)).toList(), span));
        }

        @Override
        public Optional<Source<Book, NotUsed>> books(Symbol symbol) {
            return books.apply(symbol);
        }

        @Override
        public Optional<Source<List<TradeView>, NotUsed>> trades(Symbol symbol) {
            return symbol.equals(SYMBOL) ? Optional.of(trades) : Optional.empty();
        }
    }

    private final class CannedNode implements Node {
        @Override
        public CompletionStage<RunView> run() {
            return done(new RunView(
                    "week-of-2013-11-25",
                    "paper",
                    "finished",
                    SYMBOL,
                    decisions.size(),
                    Optional.of(641L),
                    decisions.isEmpty() ? Optional.empty() : Optional.of(last().asOf()),
                    decisions.isEmpty() ? Optional.empty() : Optional.of(last().hash()),
                    remark));
        }

        @Override
        public CompletionStage<ReadinessView> readiness() {
            return done(readiness);
        }

        @Override
        public VersionView version() {
            return new VersionView("conclave", "0.1.0", "0123abc", "25");
        }
    }

    private static NewsView news() {
        return new NewsView(
                "20131127thousand",
                START,
                START.plusSeconds(60),
                "wire",
                "Price passes one thousand dollars for the first time",
                "",
                List.of(SYMBOL));
    }

    // ---- how the numbers are made

    private static Stance stance(int i, double lean, boolean trading) {
        if (!trading || i < 40) {
            return Stance.NO_TRADE;
        }
        return lean > 0.35 ? Stance.LONG : lean < -0.35 ? Stance.FLAT : Stance.NO_TRADE;
    }

    private static String reason(Stance stance) {
        return switch (stance) {
            case LONG -> "The expected gain covers the costs.";
            case SHORT -> "The expected fall covers the costs.";
            case FLAT -> "No positive edge after costs.";
            case NO_TRADE -> "No quorum: too few agents voted.";
        };
    }

    private static ForecastView forecast(double lean) {
        long up = Math.round((0.34 + 0.2 * lean) * 1_000_000);
        long down = Math.round((0.34 - 0.2 * lean) * 1_000_000);
        return new ForecastView(down / 1e6, (1_000_000 - up - down) / 1e6, up / 1e6);
    }

    private static DecisionStory story(
            DecisionSummary summary, double lean, double[] logWeights, int i, String previous) {
        var shares = shares(logWeights);
        var votes = AGENTS.stream()
                .map(agent -> vote(agent, lean, shares.getOrDefault(agent, 0.0), i, summary.asOf()))
                .toList();
        return new DecisionStory(
                summary,
                votes,
                summary.vetoCount() == 0
                        ? List.of()
                        : List.of(new DecisionStory.Veto("POSITION_LIMIT", "Shrunk from 0.42 to 0.30 of equity.")),
                summary.fills().stream()
                        .map(fill -> new DecisionStory.Order(
                                fill.order(),
                                fill.side(),
                                fill.quantity(),
                                summary.price(),
                                OrderState.FILLED,
                                summary.asOf()))
                        .toList(),
                Optional.of(new DecisionStory.Outcome(Outcome.UP, summary.asOf().plus(BAR), 0.58)),
                new DecisionStory.HashLink(previous, summary.hash()));
    }

    private static VoteView vote(String agent, double lean, double weight, int i, Instant at) {
        boolean untrained = agent.equals("quant") && i < 96;
        var tilt = switch (agent) {
            case "analyst" -> lean;
            case "quant" -> lean * 0.6;
            default -> -lean * 0.3;
        };
        var evidence = agent.equals("analyst")
                ? List.of(
                        new EvidenceView(
                                "news:20131118-senate",
                                "news",
                                Optional.of("Senate committee hears that virtual currencies <b>can</b> be legitimate"),
                                Optional.of("wire"),
                                Optional.of(at.minus(Duration.ofDays(2)))),
                        new EvidenceView(
                                "news:20131127-thousand",
                                "news",
                                Optional.of("Price passes one thousand dollars for the first time"),
                                Optional.of("wire"),
                                Optional.of(at.minus(Duration.ofHours(5)))))
                : List.of(new EvidenceView(
                        agent + ":" + i, "bars", Optional.of("The last 96 bars"), Optional.empty(), Optional.empty()));
        return new VoteView(
                new AgentId(agent),
                untrained ? VoteView.Cast.ABSTAINED : VoteView.Cast.CAST,
                untrained ? Optional.empty() : Optional.of(forecast(tilt)),
                untrained ? Optional.of("NOT_TRAINED") : Optional.empty(),
                untrained
                        ? Optional.of("Needs 96 labelled bars before its first model; has " + i + ".")
                        : Optional.empty(),
                weight,
                model(agent),
                0,
                "0",
                agent.equals("risk") ? 11.2 : 3.4,
                evidence);
    }

    private static String model(String agent) {
        return switch (agent) {
            case "analyst" -> "minilm-l6-q+sentiment-1";
            case "quant" -> "xgboost-walkforward-7";
            default -> "sma-backtest-1";
        };
    }

    private static SortedMap<String, Double> shares(double[] logWeights) {
        double sum = 0;
        for (double logWeight : logWeights) {
            sum += Math.exp(logWeight);
        }
        var shares = new TreeMap<String, Double>();
        for (int k = 0; k < logWeights.length; k++) {
            shares.put(AGENTS.get(k), Math.exp(logWeights[k]) / sum);
        }
        return shares;
    }

    private static String hash(int i) {
        var bytes = new byte[32];
        var dice = new SplittableRandom(i);
        dice.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static Price rounded(double price) {
        return new Price(Math.round(price * 100) * 1_000_000);
    }

    private static boolean within(Instant at, Span span) {
        long nanos = Instants.toNanos(at);
        return nanos >= span.fromNanos() && nanos < span.toNanos();
    }

    private static <T> List<T> newest(List<T> all, Span span) {
        return all.subList(Math.max(0, all.size() - span.limit()), all.size());
    }

    private static <T> CompletionStage<T> done(T value) {
        return CompletableFuture.completedFuture(value);
    }
}
