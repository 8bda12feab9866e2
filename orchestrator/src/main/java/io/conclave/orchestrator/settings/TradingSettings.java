package io.conclave.orchestrator.settings;

import com.typesafe.config.Config;
import io.conclave.domain.order.SelfTrade;
import io.conclave.domain.unit.Bps;
import io.conclave.domain.unit.Fraction;
import io.conclave.domain.unit.Money;
import io.conclave.domain.vote.AgentId;
import io.conclave.domain.vote.BarrierRule;
import io.conclave.orchestrator.consensus.ConsensusRules;
import io.conclave.orchestrator.execution.DeskSettings;
import io.conclave.orchestrator.execution.exchange.AccountTerms;
import io.conclave.orchestrator.execution.exchange.ExchangeTerms;
import io.conclave.orchestrator.pace.Pace;
import io.conclave.orchestrator.riskgate.GateLimits;
import io.conclave.orchestrator.round.RoundSettings;
import io.conclave.orchestrator.sizing.SizingRules;
import java.util.List;
import java.util.TreeSet;

/**
 * Every rule that trading goes by, as the operator set it.
 *
 * @param account the name of the one account
 * @param cash what it begins with
 * @param fee on each fill's notional
 * @param slippage how much worse than the tape a fill is
 * @param exchange what the paper exchange takes, and how far away it is
 * @param credit what the account may owe there
 */
public record TradingSettings(
        RoundSettings round,
        DeskSettings desk,
        String account,
        Money cash,
        Bps fee,
        Bps slippage,
        ExchangeTerms exchange,
        AccountTerms credit) {

    /**
     * Reads the blocks of {@code reference.conf}.
     *
     * @param conclave the configuration under {@code conclave}
     * @throws com.typesafe.config.ConfigException if a key is missing or of the wrong kind; it names the line
     * @throws IllegalArgumentException if a value is out of range; it says which
     */
    public static TradingSettings from(Config conclave, Pace pace) {
        var paper = conclave.getConfig("paper");
        var fee = new Bps(paper.getInt("fee-bps"));
        var slippage = new Bps(paper.getInt("slippage-bps"));
        return new TradingSettings(
                round(conclave, new Bps(2 * (fee.value() + slippage.value())), pace),
                desk(conclave, new Bps(fee.value() + slippage.value()), pace),
                paper.getString("account"),
                Money.of(paper.getString("cash")),
                fee,
                slippage,
                exchange(paper, fee, slippage),
                credit(conclave));
    }

    private static ExchangeTerms exchange(Config paper, Bps fee, Bps slippage) {
        var latency = paper.getDuration("latency");
        return new ExchangeTerms(
                fee,
                new Bps(paper.getInt("maker-fee-bps")),
                slippage,
                new Bps(paper.getInt("borrow-bps")),
                latency,
                latency,
                SelfTrade.CANCEL_RESTING);
    }

    /** Who may sell what he does not have needs margin for it. */
    private static AccountTerms credit(Config conclave) {
        var margin = conclave.getConfig("paper.margin");
        return conclave.getBoolean("sizing.short-allowed")
                ? new AccountTerms.Margin(
                        new Bps(margin.getInt("initial-bps")), new Bps(margin.getInt("maintenance-bps")))
                : new AccountTerms.Cash();
    }

    /** How recorded markets are played: faults cost time. */
    public static Pace virtualPace(Config conclave) {
        var virtual = conclave.getConfig("pace.virtual");
        return new Pace.Virtual(virtual.getInt("attempts"), virtual.getDuration("pause"));
    }

    /** How a market is followed as it happens: deadlines count, and a fault costs the vote. */
    public static Pace livePace(Config conclave) {
        return new Pace.Live(conclave.getDuration("pace.live.deadline"));
    }

    private static RoundSettings round(Config conclave, Bps roundTrip, Pace pace) {
        var round = conclave.getConfig("round");
        var barriers = round.getConfig("barriers");
        return new RoundSettings(
                agents(round.getStringList("roster")),
                round.getInt("horizon-bars"),
                round.getInt("lookback-bars"),
                new BarrierRule(fraction(barriers, "multiple"), barriers.getInt("span"), fraction(barriers, "prior")),
                consensus(conclave.getConfig("consensus")),
                sizing(conclave.getConfig("sizing"), roundTrip),
                pace);
    }

    private static ConsensusRules consensus(Config consensus) {
        return new ConsensusRules(
                consensus.getDouble("share"),
                consensus.getDouble("source-cap"),
                new TreeSet<>(agents(consensus.getStringList("capped"))),
                consensus.getInt("quorum"),
                new AgentId(consensus.getString("required")),
                consensus.getDoubleList("temperatures").stream()
                        .map(Fraction::of)
                        .toList(),
                consensus.getInt("disagreement.percentile"),
                consensus.getInt("disagreement.warmup"));
    }

    private static SizingRules sizing(Config sizing, Bps roundTrip) {
        return new SizingRules(
                fraction(sizing, "kelly-fraction"),
                fraction(sizing, "volatility-target"),
                fraction(sizing, "name-cap"),
                fraction(sizing, "gross-cap"),
                sizing.getInt("cvar-level-bps"),
                fraction(sizing, "cvar-budget"),
                roundTrip,
                sizing.getBoolean("short-allowed"));
    }

    private static DeskSettings desk(Config conclave, Bps oneWay, Pace pace) {
        var gate = conclave.getConfig("gate");
        var limits = new GateLimits(
                fraction(gate, "position-limit"),
                fraction(gate, "gross-limit"),
                Money.of(gate.getString("order-size")),
                gate.getInt("order-rate"),
                gate.getDuration("stale-after").toNanos(),
                fraction(gate, "price-collar"),
                fraction(gate, "drawdown"),
                fraction(gate, "expected-shortfall"),
                fraction(gate, "backtest-drawdown"),
                gate.getInt("min-bars"),
                oneWay);
        return new DeskSettings(
                limits,
                gate.getDuration("rate-window"),
                conclave.getBoolean("sizing.short-allowed"),
                gate.getDuration("resend-within"),
                DoorSettings.limits(conclave, oneWay),
                upkeep(conclave.getConfig("desk")),
                pace);
    }

    private static DeskSettings.Upkeep upkeep(Config desk) {
        return new DeskSettings.Upkeep(
                desk.getDuration("answer-within"),
                desk.getDuration("halt-look-every"),
                desk.getDuration("reconcile-every"),
                desk.getInt("orders-per-second"),
                desk.getBoolean("cancel-on-shutdown"),
                desk.getDuration("shutdown-patience"));
    }

    private static List<AgentId> agents(List<String> names) {
        return names.stream().map(AgentId::new).toList();
    }

    private static Fraction fraction(Config config, String key) {
        return Fraction.of(config.getDouble(key));
    }
}
