package io.conclave.app.web;

import com.typesafe.config.Config;
import io.conclave.agents.RecordedTape;
import io.conclave.agents.analyst.NewsArchive;
import io.conclave.app.session.RunSession;
import io.conclave.app.session.Settings;
import io.conclave.persistence.tape.BitstampTape;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The first part of the demo's week, played for real: two agents that need no training, and a market without costs. */
final class Week {
    private static final Duration INTERVAL = Duration.ofMinutes(15);

    private Week() {}

    static Config settings(Path data) {
        var overrides = new HashMap<String, Object>(Map.of(
                "conclave.data-dir",
                data.toString(),
                "conclave.http.port",
                0,
                "conclave.round.roster",
                List.of("analyst", "risk"),
                "conclave.consensus.required",
                "risk",
                "conclave.paper.fee-bps",
                0,
                "conclave.paper.slippage-bps",
                0));
        return Settings.load(Optional.empty(), overrides);
    }

    /** @param rest wall time between two closings */
    static RunSession begin(Path data, int closings, Duration rest) {
        RecordedTape whole = BitstampTape.read(INTERVAL).tape();
        var cut = whole.truncatedAt(whole.closings().get(closings - 1));
        var request = new RunSession.Request(
                "demo", cut, "a part of the week", NewsArchive.bitcoin2013(), settings(data), true, rest);
        return RunSession.open(request, System.nanoTime());
    }
}
