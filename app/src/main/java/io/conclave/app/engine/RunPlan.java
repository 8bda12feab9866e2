package io.conclave.app.engine;

import com.typesafe.config.Config;
import io.conclave.agents.AgentLog;
import io.conclave.agents.MarketTape;
import io.conclave.agents.analyst.NewsWire;
import io.conclave.agents.outside.OutsideAgents;
import io.conclave.app.run.Manifest;
import io.conclave.orchestrator.execution.Venue;
import io.conclave.orchestrator.pace.Pace;
import io.conclave.orchestrator.round.Suspensions;
import io.conclave.persistence.journal.JournalConfig;
import java.time.Duration;
import java.util.Optional;

/**
 * Everything one run needs.
 *
 * @param config the whole configuration, resolved
 * @param log where agents write down how they came to their votes
 * @param pace whether a fault costs time or a vote
 * @param suspensions asked before each round whether it may be traded on
 * @param outside agents in other processes that may have joined
 * @param broker where orders go, open for as long as the run; empty for the exchange on paper
 * @param rest wall time between two closings; zero for as fast as it goes
 */
public record RunPlan(
        Manifest manifest,
        MarketTape tape,
        NewsWire news,
        Config config,
        JournalConfig journal,
        AgentLog log,
        Pace pace,
        Suspensions suspensions,
        OutsideAgents outside,
        Optional<Venue> broker,
        Duration rest) {}
