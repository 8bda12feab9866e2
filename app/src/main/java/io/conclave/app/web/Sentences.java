package io.conclave.app.web;

import io.conclave.domain.unit.Fraction;
import io.conclave.orchestrator.riskgate.VetoReason;
import io.conclave.orchestrator.sizing.Cause;
import io.conclave.persistence.readmodel.DecisionView;
import io.conclave.persistence.readmodel.VetoView;
import java.util.Locale;

/** Why something was decided, in plain words. */
final class Sentences {
    private Sentences() {}

    /** Why a round came to its verdict. */
    static String why(DecisionView.Verdict verdict) {
        return switch (Cause.valueOf(verdict.cause())) {
            case KELLY -> "The expected gain covers the costs; a fraction of Kelly's stake set the size.";
            case VOLATILITY -> "The expected gain covers the costs; the volatility target set the size.";
            case NAME -> "The expected gain covers the costs; the cap on one instrument set the size.";
            case GROSS -> "The expected gain covers the costs; the cap on all positions together set the size.";
            case CVAR -> "The expected gain covers the costs; the budget for a bad bar set the size.";
            case NO_EDGE -> "No expected gain covers the costs of trading.";
            case NO_QUORUM -> "No quorum: too few agents voted.";
            case REQUIRED_AGENT_ASLEEP -> "An agent without which nothing is traded did not vote.";
            case DISAGREEMENT -> "The agents disagree more than is usual.";
            case BUS_AWAY -> "Not traded: the node had lost its bus.";
            case FEED_STALE -> "Not traded: the bar was long past when it came.";
        };
    }

    /** What a limit took away, and why. */
    static String of(VetoView veto) {
        return "From " + percent(veto.asked()) + " to " + percent(veto.allowed()) + " of equity: "
                + because(VetoReason.valueOf(veto.reason()));
    }

    private static String because(VetoReason reason) {
        return switch (reason) {
            case HALTED -> "the kill switch is on.";
            case STALE_DATA -> "the last price is too old.";
            case PRICE_COLLAR -> "the price has moved too far from where it was decided.";
            case ORDER_RATE -> "too many orders were sent lately.";
            case SHORT_NOT_ALLOWED -> "this account may not sell what it does not have.";
            case DRAWDOWN -> "the account has fallen too far from its peak.";
            case RISK_UNKNOWN -> "the backtester does not know the risk.";
            case POSITION_LIMIT -> "a position may not be larger.";
            case GROSS_LIMIT -> "all positions together may not be larger.";
            case EXPECTED_SHORTFALL -> "a bad bar could cost too much.";
            case BACKTEST_DRAWDOWN -> "the backtest fell too deep.";
            case BUYING_POWER -> "there is not that much cash.";
            case ORDER_SIZE -> "one order may not be larger.";
            case BELOW_MINIMUM -> "what is left is worth less than the venue takes.";
        };
    }

    /** With the full stop that belongs to a sentence. */
    static String ended(String sentence) {
        return sentence.endsWith(".") ? sentence : sentence + ".";
    }

    private static String percent(Fraction share) {
        return String.format(Locale.ROOT, "%.2f %%", 100 * share.toDouble());
    }
}
