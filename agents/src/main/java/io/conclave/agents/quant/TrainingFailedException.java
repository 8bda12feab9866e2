package io.conclave.agents.quant;

/** Says that no model came of a training, and why; the next question tries again. */
public final class TrainingFailedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    TrainingFailedException(String sentence) {
        super(sentence);
    }

    TrainingFailedException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
