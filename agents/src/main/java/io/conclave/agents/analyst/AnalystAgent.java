package io.conclave.agents.analyst;

import com.typesafe.config.Config;
import io.conclave.agents.Mind;
import io.conclave.agents.analyst.encoder.SentenceEncoder;
import io.conclave.agents.analyst.sentiment.SentimentHead;
import io.conclave.domain.market.Symbol;
import io.conclave.domain.vote.AgentId;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the Analyst's minds, one for each agent and instrument, over one shared encoder.
 *
 * <p>Owns what they share: the encoder's native memory, its one thread and the cache of vectors. Minds own nothing, so a
 * mind may be closed and made again; {@link #close()} comes last. Which reader judges the news, the classifier or a
 * language model, is configuration.
 */
public final class AnalystAgent implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AnalystAgent.class);

    /** The native library was seen to crash on half of this. */
    private static final long STACK_BYTES = 2L << 20;

    private final AnalystSettings settings;
    private final SentenceEncoder encoder;
    private final Library library;
    private final SentimentHead head;
    private final ExecutorService thread;
    private final ExecutorService calls;
    private final SortedSet<String> quarantined = new ConcurrentSkipListSet<>();

    private AnalystAgent(AnalystSettings settings, SentenceEncoder encoder) {
        this.settings = settings;
        this.encoder = encoder;
        this.library = new Library(encoder, settings.cacheEntries());
        this.head = SentimentHead.bundled();
        this.thread = Executors.newSingleThreadExecutor(AnalystAgent::analystThread);
        this.calls = Executors.newVirtualThreadPerTaskExecutor();
    }

    /**
     * Opens the encoder and checks the settings.
     *
     * @param config the whole configuration; {@code conclave.analyst} is read
     */
    public static AnalystAgent of(Config config) {
        var settings = AnalystSettings.of(config);
        var encoder = settings.modelDirectory().isBlank()
                ? SentenceEncoder.open()
                : SentenceEncoder.open(Path.of(settings.modelDirectory()));
        return new AnalystAgent(settings, encoder);
    }

    /** A mind that reads this wire about this instrument. */
    public Mind mind(AgentId agent, Symbol symbol, NewsWire wire) {
        return new AnalystMind(agent, new Retrieval(wire, library, settings), reader(symbol), thread, this::setAside);
    }

    /** Ids of the news set aside so far because it gives orders; ascending, a copy. */
    public SortedSet<String> quarantined() {
        return new TreeSet<>(quarantined);
    }

    /** The shared encoder, for stores that keep vectors beside the news. Closed with this object. */
    public SentenceEncoder encoder() {
        return encoder;
    }

    @Override
    public void close() {
        // Nobody waits for these answers any more.
        calls.shutdownNow();
        calls.close();
        thread.close();
        encoder.close();
    }

    private AnalystMind.Reader reader(Symbol symbol) {
        double most = settings.maxConfidence();
        return settings.chat()
                .<AnalystMind.Reader>map(chat -> new ChatReader(chat, most, calls))
                .orElseGet(() -> new HeadlineReader(
                        most, library, head, settings.subject(symbol).names()));
    }

    private void setAside(List<String> ids) {
        for (String id : ids) {
            if (quarantined.add(id)) {
                LOG.warn("News {} was set aside: it gives orders instead of telling news", id);
            }
        }
    }

    private static Thread analystThread(Runnable work) {
        var thread = new Thread(null, work, "conclave-analyst", STACK_BYTES);
        thread.setDaemon(true);
        return thread;
    }
}
