package io.conclave.app.report;

import io.conclave.persistence.agentlog.AgentLogReader.Recorded;
import java.util.List;
import java.util.regex.Pattern;

/** How agents came to their votes, for people, as their log tells it. */
public final class Reasons {
    /** What a terminal might obey, and what turns text around; a language model's words are a stranger's. */
    private static final Pattern UNSEEN = Pattern.compile("[\\p{Cntrl}\\p{Cf}&&[^\\n]]");

    /** What {@code --json} prints for each. */
    public record Line(
            String agent, long row, int attempt, String inputs, String outputs, String responseHash, String modelId) {}

    private Reasons() {}

    /** Empty if nothing was written down. */
    public static String of(List<Recorded> log) {
        var text = new StringBuilder();
        for (var each : log) {
            var entry = each.entry();
            text.append("\n%s, row %d of its log%s, %d ms\n  looked at  %s\n  worked out %s\n"
                    .formatted(
                            entry.key().agent(),
                            each.row(),
                            each.attempt() > 1 ? ", attempt " + each.attempt() : "",
                            entry.latencyNanos() / 1_000_000,
                            entry.inputs(),
                            entry.outputs()));
        }
        return UNSEEN.matcher(text).replaceAll("").stripTrailing();
    }

    public static List<Line> lines(List<Recorded> log) {
        return log.stream()
                .map(each -> new Line(
                        each.entry().key().agent().name(),
                        each.row(),
                        each.attempt(),
                        each.entry().inputs(),
                        each.entry().outputs(),
                        each.entry().responseHash(),
                        each.entry().modelId()))
                .toList();
    }
}
