package io.conclave.persistence.journal;

import com.typesafe.config.Config;
import java.time.Duration;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.jdbc.journal.JdbcAsyncWriteJournal;
import scala.collection.immutable.Seq;
import scala.concurrent.Future;
import scala.runtime.BoxedUnit;
import scala.util.Try;

/**
 * Pekko's journal over JDBC, which also tells how long each write took: a {@link JournalAnswer} on the event stream.
 *
 * <p>Made by Pekko, which finds it by its name in {@link JournalConfig#forPekko}. What is written, and when it is
 * acknowledged, is the plugin's business alone.
 */
public final class TimedJournal extends JdbcAsyncWriteJournal {
    /** @param settings of {@code jdbc-journal} */
    public TimedJournal(Config settings) {
        super(settings);
    }

    @Override
    public Future<Seq<Try<BoxedUnit>>> asyncWriteMessages(Seq<AtomicWrite> messages) {
        long begun = System.nanoTime();
        int events = 0;
        for (var each = messages.iterator(); each.hasNext(); ) {
            events += each.next().payload().size();
        }
        int all = events;
        var listeners = context().system().eventStream();
        var written = super.asyncWriteMessages(messages);
        written.onComplete(
                answer -> {
                    listeners.publish(
                            new JournalAnswer(Duration.ofNanos(System.nanoTime() - begun), all, answer.isSuccess()));
                    return BoxedUnit.UNIT;
                },
                ec());
        return written;
    }
}
