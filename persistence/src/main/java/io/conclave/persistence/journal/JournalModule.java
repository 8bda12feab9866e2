package io.conclave.persistence.journal;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.KeyDeserializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.conclave.agents.AgentKey;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.unit.Bps;
import io.conclave.domain.unit.Fraction;
import io.conclave.domain.unit.Money;
import io.conclave.domain.unit.Price;
import io.conclave.domain.unit.Quantity;
import io.conclave.domain.vote.AgentId;
import io.conclave.domain.vote.Ballot;
import io.conclave.domain.vote.DecisionId;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.function.Function;

/**
 * How the trade's nouns are written in JSON: ids and amounts as short strings, shares as numbers, sealed types under
 * names of their own. Also used for messages between nodes, so Pekko creates it by its name.
 *
 * <p>Prices, quantities and money are decimal strings ({@code "1121.5"}), so that no reader turns them into doubles; a
 * {@link Fraction} is a decimal number ({@code 0.0025}), {@link Bps} a whole one.
 */
public final class JournalModule extends SimpleModule {
    private static final long serialVersionUID = 1L;

    public JournalModule() {
        super("conclave");
        text(Symbol.class, Symbol::name, Symbol::new);
        text(AgentId.class, AgentId::name, AgentId::new);
        text(AgentKey.class, AgentKey::toString, AgentKey::parse);
        text(DecisionId.class, DecisionId::toString, DecisionId::parse);
        text(ClientOrderId.class, ClientOrderId::value, ClientOrderId::new);
        text(Price.class, Price::toString, Price::of);
        text(Quantity.class, Quantity::toString, Quantity::of);
        text(Money.class, Money::toString, Money::of);
        addSerializer(Fraction.class, new FractionWriter());
        addDeserializer(Fraction.class, new FractionReader());
        addSerializer(Bps.class, new BpsWriter());
        addDeserializer(Bps.class, new BpsReader());
        setMixInAnnotation(Ballot.class, BallotNames.class);
    }

    private <T> void text(Class<T> type, Function<T, String> write, Function<String, T> read) {
        addSerializer(type, new TextWriter<>(write));
        addDeserializer(type, new TextReader<>(type, read));
        addKeySerializer(type, new KeyWriter<>(write));
        addKeyDeserializer(type, new KeyReader<>(type, read));
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, include = JsonTypeInfo.As.WRAPPER_OBJECT)
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Ballot.Cast.class, name = "cast"),
        @JsonSubTypes.Type(value = Ballot.Abstained.class, name = "abstained")
    })
    private interface BallotNames {}

    private static final class TextWriter<T> extends JsonSerializer<T> {
        private final Function<T, String> write;

        private TextWriter(Function<T, String> write) {
            this.write = write;
        }

        @Override
        public void serialize(T value, JsonGenerator json, SerializerProvider provider) throws IOException {
            json.writeString(write.apply(value));
        }
    }

    private static final class TextReader<T> extends JsonDeserializer<T> {
        private final Class<T> type;
        private final Function<String, T> read;

        private TextReader(Class<T> type, Function<String, T> read) {
            this.type = type;
            this.read = read;
        }

        @Override
        public T deserialize(JsonParser json, DeserializationContext context) throws IOException {
            if (!json.hasToken(JsonToken.VALUE_STRING)) {
                throw JsonMappingException.from(json, type.getSimpleName() + " must be a JSON string");
            }
            return parsed(json.getText(), type, read, context);
        }
    }

    private static final class KeyWriter<T> extends JsonSerializer<T> {
        private final Function<T, String> write;

        private KeyWriter(Function<T, String> write) {
            this.write = write;
        }

        @Override
        public void serialize(T value, JsonGenerator json, SerializerProvider provider) throws IOException {
            json.writeFieldName(write.apply(value));
        }
    }

    private static final class KeyReader<T> extends KeyDeserializer {
        private final Class<T> type;
        private final Function<String, T> read;

        private KeyReader(Class<T> type, Function<String, T> read) {
            this.type = type;
            this.read = read;
        }

        @Override
        public Object deserializeKey(String key, DeserializationContext context) throws IOException {
            return parsed(key, type, read, context);
        }
    }

    private static <T> T parsed(String text, Class<T> type, Function<String, T> read, DeserializationContext context)
            throws JsonMappingException {
        try {
            return read.apply(text);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw JsonMappingException.from(
                    context, "\"" + text + "\" is no " + type.getSimpleName() + ": " + e.getMessage(), e);
        }
    }

    private static final class FractionWriter extends JsonSerializer<Fraction> {
        @Override
        public void serialize(Fraction value, JsonGenerator json, SerializerProvider provider) throws IOException {
            // A number that is given as text is none in CBOR.
            json.writeNumber(new BigDecimal(value.toString()));
        }
    }

    private static final class FractionReader extends JsonDeserializer<Fraction> {
        @Override
        public Fraction deserialize(JsonParser json, DeserializationContext context) throws IOException {
            BigDecimal value = json.getDecimalValue();
            try {
                return new Fraction(value.movePointRight(6).longValueExact());
            } catch (ArithmeticException e) {
                throw JsonMappingException.from(context, value + " is no Fraction: it has at most six decimals", e);
            }
        }
    }

    private static final class BpsWriter extends JsonSerializer<Bps> {
        @Override
        public void serialize(Bps value, JsonGenerator json, SerializerProvider provider) throws IOException {
            json.writeNumber(value.value());
        }
    }

    private static final class BpsReader extends JsonDeserializer<Bps> {
        @Override
        public Bps deserialize(JsonParser json, DeserializationContext context) throws IOException {
            return new Bps(json.getIntValue());
        }
    }
}
