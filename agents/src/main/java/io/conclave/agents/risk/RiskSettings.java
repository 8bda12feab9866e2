package io.conclave.agents.risk;

import com.typesafe.config.Config;
import io.conclave.domain.unit.Bps;
import io.conclave.nativerisk.Backtest.Costs;
import java.time.Duration;
import java.util.List;

/**
 * The block {@code conclave.risk}; {@code reference.conf} explains each key.
 *
 * @param window bars, at least {@code leastBars}
 * @param averages in order of preference: of equals, the first is chosen
 */
public record RiskSettings(
        int window,
        int leastBars,
        List<Averages> averages,
        int block,
        int train,
        int leastTrain,
        Costs costs,
        int shrinkage,
        Duration patience) {
    public RiskSettings {
        averages = List.copyOf(averages);
        if (averages.isEmpty() || block < 1 || shrinkage < 0) {
            throw new IllegalArgumentException("conclave.risk needs a pair of averages, a block of 1 bar or more and a"
                    + " shrinkage of 0 or more");
        }
        if (leastTrain < 3 || leastTrain > train || leastBars < leastTrain + 2 * block || window < leastBars) {
            throw new IllegalArgumentException(
                    "conclave.risk needs 3 <= least-train <= train, least-bars >= least-train"
                            + " + 2 block, and window >= least-bars");
        }
    }

    /**
     * @param root the whole configuration
     */
    public static RiskSettings from(Config root) {
        var config = root.getConfig("conclave.risk");
        return new RiskSettings(
                config.getInt("window"),
                config.getInt("least-bars"),
                config.getStringList("averages").stream().map(Averages::parse).toList(),
                config.getInt("block"),
                config.getInt("train"),
                config.getInt("least-train"),
                new Costs(new Bps(config.getInt("fee-bps")), new Bps(config.getInt("slippage-bps"))),
                config.getInt("shrinkage"),
                config.getDuration("patience"));
    }

    /** The longest average. */
    int slowest() {
        return averages.stream().mapToInt(Averages::slow).max().orElseThrow();
    }

    /** How many bars must be read so that nothing said depends on where the reading began. */
    int reach() {
        return window + train + slowest();
    }
}
