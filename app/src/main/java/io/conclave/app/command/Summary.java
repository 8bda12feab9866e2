package io.conclave.app.command;

import io.conclave.app.report.RunReport;
import java.util.Locale;

/** A report in a few lines, for people. */
final class Summary {
    private Summary() {}

    static void print(Screen screen, RunReport report, boolean json) {
        if (json) {
            screen.print(Screen.json(report));
        } else {
            screen.print(text(report));
        }
    }

    static String text(RunReport report) {
        var text = new StringBuilder();
        line(text, "run", report.run() + "  (" + report.tape() + ")");
        line(
                text,
                "rounds",
                report.rounds() + ", " + report.votes() + " votes, " + report.abstentions() + " abstentions");
        report.agents()
                .forEach((name, agent) -> line(
                        text,
                        "  " + name,
                        String.format(
                                Locale.ROOT,
                                "voted in %.0f %% of rounds%s%s",
                                100 * agent.share(),
                                agent.brier() == null ? "" : String.format(Locale.ROOT, ", Brier %.4f", agent.brier()),
                                agent.abstentionsByReason().isEmpty()
                                        ? ""
                                        : ", abstained " + agent.abstentionsByReason())));
        line(
                text,
                "forecast",
                String.format(
                        Locale.ROOT,
                        "Brier %.4f (uniform odds %.4f)",
                        report.brier(),
                        report.baselines().getOrDefault("uniform", 2 / 3.0)));
        line(text, "verdicts", report.verdicts().toString());
        line(text, "orders", report.orders() + ", fills " + report.fills() + ", vetoes " + report.vetoesByReason());
        line(
                text,
                "equity",
                report.equity() + " (buy and hold " + report.buyAndHold() + "), fees "
                        + report.costs().fees());
        var certificate = report.regretCertificate();
        line(
                text,
                "regret",
                String.format(
                        Locale.ROOT,
                        "pure %.3f <= %.3f, served %.3f <= %.3f: %s",
                        certificate.pure().max(),
                        certificate.pure().bound(),
                        certificate.served().max(),
                        certificate.served().bound(),
                        certificate.holds() ? "holds" : "BROKEN"));
        line(text, "finding", report.finding());
        var zero = report.zeroCost();
        if (zero != null) {
            line(text, "without costs", zero.orders() + " orders, " + zero.fills() + " fills, equity " + zero.equity());
        }
        line(text, "decision hash", report.decisionHash());
        line(
                text,
                "effort",
                String.format(
                        Locale.ROOT,
                        "%.1f s, %d MiB at the peak, trainer %d MiB",
                        report.seconds(),
                        report.peakRssMiB(),
                        report.trainerPeakMiB()));
        return text.toString().stripTrailing();
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(String.format(Locale.ROOT, "%-14s %s%n", name, value));
    }
}
