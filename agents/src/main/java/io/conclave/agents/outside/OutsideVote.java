package io.conclave.agents.outside;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.conclave.agents.Opinion;
import io.conclave.domain.vote.AgentId;
import io.conclave.domain.vote.Ballot;
import io.conclave.domain.vote.DecisionId;
import io.conclave.domain.vote.Forecast;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A vote as an outside agent wrote it, once it has been found to be one.
 *
 * <pre>
 * {"decision":"BTC-USD@1385769600000000000","agent":"momentum","down":0.2,"flat":0.3,"up":0.5}
 * {"decision":"BTC-USD@1385769600000000000","agent":"momentum","abstain":"no bars yet"}
 * </pre>
 *
 * Both may add {@code "model_id"} and {@code "evidence"}, a list of texts. Nothing else is understood, and what is not
 * understood is not a vote.
 */
public record OutsideVote(DecisionId decision, AgentId agent, Opinion opinion) {
    private static final int LONGEST_BODY = 16_384;
    private static final int LONGEST_TEXT = 200;
    private static final int MOST_EVIDENCE = 64;
    private static final Set<String> CAST = Set.of("down", "flat", "up");
    private static final Set<String> EITHER = Set.of("decision", "agent", "model_id", "evidence");
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** @throws BadVoteException if it is no vote; the message says what is wrong with it */
    public static OutsideVote parse(String body) {
        if (body.length() > LONGEST_BODY) {
            throw new BadVoteException("A vote has at most " + LONGEST_BODY + " characters, not " + body.length());
        }
        var json = read(body);
        boolean abstains = json.has("abstain");
        onlyKnown(json, abstains);
        var decision = decision(text(json, "decision"));
        var agent = agent(text(json, "agent"));
        var modelId = json.has("model_id") ? text(json, "model_id") : "outside:" + agent;
        var ballot = abstains
                ? new Ballot.Abstained(Ballot.Reason.NO_EVIDENCE, text(json, "abstain"))
                : new Ballot.Cast(forecast(json));
        return new OutsideVote(decision, agent, Opinion.of(ballot, evidence(json), modelId));
    }

    private static JsonNode read(String body) {
        try {
            var json = JSON.readTree(body);
            if (json == null || !json.isObject()) {
                throw new BadVoteException("A vote is a JSON object");
            }
            return json;
        } catch (JsonProcessingException e) {
            throw new BadVoteException("A vote is JSON, and this is not: " + e.getOriginalMessage());
        }
    }

    private static void onlyKnown(JsonNode json, boolean abstains) {
        var unknown = new TreeSet<String>();
        json.fieldNames().forEachRemaining(name -> {
            if (!EITHER.contains(name) && !(abstains ? name.equals("abstain") : CAST.contains(name))) {
                unknown.add(name);
            }
        });
        if (!unknown.isEmpty()) {
            throw new BadVoteException(
                    (abstains ? "An abstention" : "A vote") + " has no field \"" + unknown.first() + "\"");
        }
    }

    private static String text(JsonNode json, String field) {
        var value = json.get(field);
        if (value == null || !value.isTextual()) {
            throw new BadVoteException("\"" + field + "\" must be a text");
        }
        return bounded(field, value.textValue());
    }

    private static String bounded(String field, String text) {
        if (text.isBlank() || text.length() > LONGEST_TEXT) {
            throw new BadVoteException(
                    "\"" + field + "\" has 1 to " + LONGEST_TEXT + " characters, not " + text.length());
        }
        return text;
    }

    private static DecisionId decision(String text) {
        try {
            return DecisionId.parse(text);
        } catch (IllegalArgumentException e) {
            throw new BadVoteException(e.getMessage());
        }
    }

    private static AgentId agent(String text) {
        try {
            return new AgentId(text);
        } catch (IllegalArgumentException e) {
            throw new BadVoteException(e.getMessage());
        }
    }

    private static Forecast forecast(JsonNode json) {
        try {
            return Forecast.of(number(json, "down"), number(json, "flat"), number(json, "up"));
        } catch (IllegalArgumentException e) {
            throw new BadVoteException(e.getMessage());
        }
    }

    private static double number(JsonNode json, String field) {
        var value = json.get(field);
        if (value == null || !value.isNumber()) {
            throw new BadVoteException("\"" + field + "\" must be a number");
        }
        double number = value.doubleValue();
        if (!(number >= 0 && number <= 1)) {
            throw new BadVoteException("\"" + field + "\" is a probability, 0 to 1, not " + value);
        }
        return number;
    }

    private static List<String> evidence(JsonNode json) {
        var value = json.get("evidence");
        if (value == null) {
            return List.of();
        }
        if (!value.isArray() || value.size() > MOST_EVIDENCE) {
            throw new BadVoteException("\"evidence\" is a list of at most " + MOST_EVIDENCE + " texts");
        }
        var evidence = new ArrayList<String>();
        for (JsonNode item : value) {
            if (!item.isTextual()) {
                throw new BadVoteException("\"evidence\" is a list of texts, and " + item + " is none");
            }
            evidence.add(bounded("evidence", item.textValue()));
        }
        return evidence;
    }
}
