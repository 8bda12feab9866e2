package io.conclave.system.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** What a command came to. */
public record Ended(int exitCode, String stdout, String stderr) {
    static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** The one JSON document on stdout; fails if there is more or less. */
    public JsonNode json() {
        try {
            return JSON.readTree(stdout);
        } catch (JsonProcessingException e) {
            throw new AssertionError("stdout is not one JSON document: " + stdout + "\nstderr: " + stderr, e);
        }
    }

    /** The same, of a command that must have ended well. */
    public JsonNode report() {
        if (exitCode != 0) {
            throw new AssertionError("Exit code " + exitCode + ", stderr: " + stderr);
        }
        return json();
    }

    public String decisionHash() {
        return report().required("decisionHash").textValue();
    }
}
