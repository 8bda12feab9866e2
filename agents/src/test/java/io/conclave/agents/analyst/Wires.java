package io.conclave.agents.analyst;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.conclave.agents.Question;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.unit.Fraction;
import io.conclave.domain.unit.Price;
import io.conclave.domain.vote.AgentId;
import io.conclave.domain.vote.BarrierRule;
import io.conclave.domain.vote.Barriers;
import io.conclave.domain.vote.DecisionId;
import java.time.Instant;
import java.util.List;

/** News, questions and settings as the analyst's tests need them. */
final class Wires {
    static final Symbol BTC = new Symbol("BTC-USD");
    static final AgentId ANALYST = new AgentId("analyst");
    static final long MINUTE = 60_000_000_000L;
    static final long HOUR = 60 * MINUTE;
    static final long DAY = 24 * HOUR;

    private Wires() {}

    static long at(String instant) {
        return Instant.parse(instant).getEpochSecond() * 1_000_000_000L;
    }

    static NewsItem news(String published, String headline) {
        return news(published, headline, "");
    }

    static NewsItem news(String published, String headline, String body) {
        return NewsItem.of(at(published), at(published) + MINUTE, "test", headline, body, List.of(BTC));
    }

    static Question asOf(long nanos) {
        var rule = new BarrierRule(Fraction.of(1.0), 50, Fraction.of(0.005));
        var near = new Barriers(Fraction.of(0.007), Fraction.of(0.007));
        return new Question(new DecisionId(BTC, nanos), 1, Price.of("1000"), near, rule, Fraction.ZERO);
    }

    static Question asOf(String instant) {
        return asOf(at(instant));
    }

    /** The defaults, with what a test changes on top. */
    static Config config(String... lines) {
        return ConfigFactory.parseString(String.join("\n", lines)).withFallback(ConfigFactory.load());
    }
}
