package io.conclave.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.unit.Fraction;
import io.conclave.domain.unit.Money;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import io.conclave.domain.vote.AgentId;
import io.conclave.domain.vote.DecisionId;
import java.util.List;

/** How the API writes JSON: money, prices, quantities, fractions and ids as strings, times as ISO-8601 in UTC. */
final class Json {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .addModule(new JavaTimeModule())
            .addModule(asText())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .build();

    private Json() {}

    static String write(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(
                    "A " + value.getClass().getSimpleName() + " cannot be written as JSON: mend the view", e);
        }
    }

    private static SimpleModule asText() {
        var module = new SimpleModule("domain-as-text");
        for (Class<?> type : List.of(
                Price.class,
                Quantity.class,
                Money.class,
                Fraction.class,
                Symbol.class,
                AgentId.class,
                DecisionId.class,
                ClientOrderId.class)) {
            module.addSerializer(type, ToStringSerializer.instance);
        }
        return module;
    }
}
