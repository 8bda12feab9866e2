package io.conclave.agents.quant;

import java.util.regex.Pattern;

/**
 * What a trainer says of the model it has trained, in its one line of JSON.
 *
 * @param modelSha256 hex
 * @param logLoss on the rows it was trained on, nats a row
 * @param trainMillis without the start of the process
 * @param peakRssKib the most memory the trainer's process ever held, KiB; -1 if nobody counts it there
 * @param pssKib its proportional share of memory at the end, KiB; -1 as above
 */
public record TrainingReport(
        int rows, String modelSha256, double logLoss, long trainMillis, long peakRssKib, long pssKib) {

    /** @throws TrainingFailedException if the line is not what a trainer writes */
    static TrainingReport parse(String line) {
        try {
            return new TrainingReport(
                    Integer.parseInt(value(line, "rows")),
                    value(line, "modelSha256"),
                    Double.parseDouble(value(line, "logLoss")),
                    Long.parseLong(value(line, "trainMs")),
                    Long.parseLong(value(line, "peakRssKib")),
                    Long.parseLong(value(line, "pssKib")));
        } catch (NumberFormatException e) {
            throw new TrainingFailedException("The trainer wrote something else than a report: " + line, e);
        }
    }

    private static String value(String line, String key) {
        var found = Pattern.compile("\"" + key + "\":\"?([0-9a-zA-Z.+-]+)").matcher(line);
        if (!found.find()) {
            throw new TrainingFailedException("The trainer's report has no " + key + ": " + line);
        }
        return found.group(1);
    }
}
