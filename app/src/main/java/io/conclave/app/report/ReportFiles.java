package io.conclave.app.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.conclave.domain.unit.Money;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes {@code report.json}, {@code report.html} and {@code decisions.jsonl}, each whole or not at all. */
public final class ReportFiles {
    private static final ObjectMapper LINES = new ObjectMapper();
    private static final ObjectMapper PRETTY = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final int WIDTH = 960;
    private static final int HEIGHT = 320;

    private ReportFiles() {}

    /** What the account was worth at a moment, and what it would have been by buying and holding. */
    public record Worth(long atNanos, Money equity, Money held) {}

    public static void write(Path folder, RunReport report, List<DecisionAccount> decisions, List<Worth> series) {
        try {
            Files.createDirectories(folder);
            write(folder.resolve("report.html"), html(report, series));
            write(folder.resolve("decisions.jsonl"), lines(decisions));
            write(folder.resolve("report.json"), PRETTY.writeValueAsString(report));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the report into " + folder, e);
        }
    }

    private static String lines(List<DecisionAccount> decisions) throws JsonProcessingException {
        var text = new StringBuilder();
        for (DecisionAccount decision : decisions) {
            text.append(LINES.writeValueAsString(decision.line())).append('\n');
        }
        return text.toString();
    }

    private static String html(RunReport report, List<Worth> series) {
        var html = new StringBuilder(
                """
                <!doctype html>
                <html lang="en"><head><meta charset="utf-8"><title>Conclave: %1$s</title>
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <style>
                :root { color-scheme: light dark; --ink: #1b1f24; --paper: #fff; --rule: #d8dee4; --engine: #0a66c2; --hold: #8a8f98; }
                @media (prefers-color-scheme: dark) { :root { --ink: #e6e9ee; --paper: #14171c; --rule: #333a44; --engine: #6cb2ff; } }
                body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); margin: 2rem auto; max-width: 60rem; padding: 0 1rem; }
                table { border-collapse: collapse; width: 100%%; margin: 1rem 0; }
                th, td { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid var(--rule); vertical-align: top; }
                td { font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
                svg { width: 100%%; height: auto; border: 1px solid var(--rule); }
                .engine { stroke: var(--engine); } .hold { stroke: var(--hold); stroke-dasharray: 5 4; }
                polyline { fill: none; stroke-width: 1.6; }
                </style></head><body>
                <h1>%1$s</h1><p>%2$s. %3$s</p>
                """.formatted(escaped(report.run()), escaped(report.tape()), escaped(report.finding())));
        html.append(chart(series));
        row(
                html.append("<table>"),
                "Rounds",
                report.rounds() + ", votes " + report.votes() + ", abstentions " + report.abstentions());
        row(html, "Orders, fills, vetoes", report.orders() + ", " + report.fills() + ", " + report.vetoesByReason());
        row(html, "Equity", report.equity() + "; buy and hold " + report.buyAndHold());
        row(html, "Fees", report.costs().fees() + " on " + report.costs().traded() + " traded");
        row(html, "Deepest fall", String.format(Locale.ROOT, "%.2f %%", 100 * report.maxDrawdown()));
        row(html, "Verdicts", report.verdicts().toString());
        row(html, "Outcomes", report.outcomes().toString());
        var certificate = report.regretCertificate();
        row(
                html,
                "Regret certificate",
                String.format(
                        Locale.ROOT,
                        "pure %.4f of at most %.4f; served %.4f of at most %.4f (tracking %.4f, cap %.4f); %s",
                        certificate.pure().max(),
                        certificate.pure().bound(),
                        certificate.served().max(),
                        certificate.served().bound(),
                        certificate.served().tracking(),
                        certificate.served().cap(),
                        certificate.holds() ? "holds" : "BROKEN"));
        row(html, "Decision hash", report.decisionHash());
        html.append("</table><h2>Mean Brier loss</h2><table>");
        report.baselines().forEach((name, loss) -> row(html, name, String.format(Locale.ROOT, "%.4f", loss)));
        for (Map.Entry<String, RunReport.AgentLine> agent : report.agents().entrySet()) {
            var brier = agent.getValue().brier();
            row(
                    html,
                    agent.getKey() + " alone",
                    brier == null
                            ? "never voted"
                            : String.format(
                                    Locale.ROOT,
                                    "%.4f in %.0f %% of rounds",
                                    brier,
                                    100 * agent.getValue().share()));
        }
        return html.append("</table></body></html>\n").toString();
    }

    private static String chart(List<Worth> series) {
        if (series.size() < 2) {
            return "";
        }
        double low = series.stream()
                .mapToDouble(w -> Math.min(w.equity().toDouble(), w.held().toDouble()))
                .min()
                .orElseThrow();
        double high = series.stream()
                .mapToDouble(w -> Math.max(w.equity().toDouble(), w.held().toDouble()))
                .max()
                .orElseThrow();
        double span = high > low ? high - low : 1;
        var engine = new StringBuilder();
        var hold = new StringBuilder();
        for (int i = 0; i < series.size(); i++) {
            double x = WIDTH * (double) i / (series.size() - 1);
            point(engine, x, (series.get(i).equity().toDouble() - low) / span);
            point(hold, x, (series.get(i).held().toDouble() - low) / span);
        }
        return "<figure><svg viewBox=\"-4 -4 %d %d\" role=\"img\" aria-label=\"Equity against buy and hold\">"
                        .formatted(WIDTH + 8, HEIGHT + 8)
                + "<polyline class=\"hold\" points=\"" + hold + "\"/><polyline class=\"engine\" points=\"" + engine
                + "\"/></svg><figcaption>Equity (solid) against buy and hold (dashed), "
                + Instant.ofEpochSecond(0, series.getFirst().atNanos()) + " to "
                + Instant.ofEpochSecond(0, series.getLast().atNanos()) + ", between "
                + String.format(Locale.ROOT, "%.2f and %.2f", low, high) + ".</figcaption></figure>";
    }

    private static void point(StringBuilder line, double x, double level) {
        line.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, HEIGHT * (1 - level)));
    }

    private static void row(StringBuilder html, String name, String value) {
        html.append("<tr><th>")
                .append(escaped(name))
                .append("</th><td>")
                .append(escaped(value))
                .append("</td></tr>\n");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    private static void write(Path file, String text) throws IOException {
        var beside = file.resolveSibling(file.getFileName() + ".part");
        Files.write(beside, text.getBytes(StandardCharsets.UTF_8));
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
