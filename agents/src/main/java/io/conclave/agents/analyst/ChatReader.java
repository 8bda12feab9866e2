package io.conclave.agents.analyst;

import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.output.TokenUsage;
import io.conclave.agents.Opinion;
import io.conclave.agents.Reasoning;
import io.conclave.agents.analyst.encoder.SentenceEncoder;
import io.conclave.domain.vote.Ballot;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Asks a language model what it makes of the news, over any OpenAI-compatible service.
 *
 * <p>Asks once more when the service fails or the answer does not pass {@link ChatAnswer}; then the question fails, and
 * whoever asked decides whether to ask again. Tokens and cost are those of both attempts. The forecast is bounded like
 * the classifier's.
 */
final class ChatReader implements AnalystMind.Reader {
    private static final int ATTEMPTS = 2;
    private static final int LONGEST_COMPLAINT = 300;

    private final ChatSettings chat;
    private final double maxConfidence;
    private final ChatModel model;
    private final Executor calls;

    /**
     * @param calls where a call may wait for the service
     */
    ChatReader(ChatSettings chat, double maxConfidence, Executor calls) {
        this.chat = chat;
        this.maxConfidence = maxConfidence;
        this.calls = calls;
        this.model = OpenAiChatModel.builder()
                .baseUrl(chat.baseUrl().toString())
                // The builder insists on a key; local services ignore it.
                .apiKey(chat.apiKey().isEmpty() ? "none" : chat.apiKey())
                .modelName(chat.model())
                .timeout(chat.timeout())
                .maxRetries(0)
                .supportedCapabilities(Capability.RESPONSE_FORMAT_JSON_SCHEMA)
                .strictJsonSchema(true)
                .logRequests(false)
                .logResponses(false)
                .build();
    }

    @Override
    public String modelId() {
        return chat.model() + "@" + chat.baseUrl().getAuthority() + "+" + ChatPrompt.VERSION + "+"
                + SentenceEncoder.id();
    }

    @Override
    public CompletionStage<Opinion> apply(AnalystMind.Reading reading) {
        return CompletableFuture.supplyAsync(() -> ask(reading), calls);
    }

    private Opinion ask(AnalystMind.Reading reading) {
        var prompt = ChatPrompt.of(reading.question(), reading.found());
        var known = new TreeSet<String>();
        reading.found().forEach(found -> known.add(found.item().id()));
        long sent = 0;
        long answered = 0;
        Optional<Exception> fault = Optional.empty();
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                var response = model.chat(prompt.request());
                var usage = Optional.ofNullable(response.tokenUsage());
                sent += usage.map(TokenUsage::inputTokenCount).orElse(0);
                answered += usage.map(TokenUsage::outputTokenCount).orElse(0);
                var text = response.aiMessage().text();
                var answer = ChatAnswer.parse(text, known);
                return new Opinion(
                        new Ballot.Cast(answer.within(maxConfidence)),
                        answer.evidence(),
                        modelId(),
                        prompt.hash(),
                        Math.toIntExact(sent + answered),
                        chat.costMicros(sent, answered),
                        Reasoning.answered(Map.of(), Map.of("attempts", attempt + 1), text));
            } catch (ChatAnswer.Refused e) {
                fault = Optional.of(e);
            } catch (RuntimeException e) {
                // The library wraps whatever goes wrong with the service in runtime exceptions of many kinds.
                fault = Optional.of(new ServiceFailed(told(e)));
            }
        }
        throw new LanguageModelFailed(chat, fault.orElseThrow());
    }

    /** A service's complaint is a stranger's text, and some repeat the key in it: one short line, without the key. */
    private String told(RuntimeException fault) {
        String words = fault.toString();
        String safe = chat.apiKey().isEmpty() ? words : words.replace(chat.apiKey(), "(the key)");
        return safe.substring(0, Math.min(LONGEST_COMPLAINT, safe.length())).replaceAll("[\\p{Cntrl}\\s]+", " ");
    }

    /** The service could not be asked, or what it said is no answer. */
    static final class ServiceFailed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        ServiceFailed(String told) {
            super(told);
        }
    }

    /** No answer that can be used, after all attempts. */
    static final class LanguageModelFailed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        LanguageModelFailed(ChatSettings chat, Exception cause) {
            super("The language model " + chat.model() + " at " + chat.baseUrl() + " gave no usable answer", cause);
        }
    }
}
