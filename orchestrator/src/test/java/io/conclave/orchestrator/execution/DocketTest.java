package io.conclave.orchestrator.execution;

import static io.conclave.orchestrator.execution.LiveDesk.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.domain.order.OrderTerms;
import io.conclave.domain.order.Side;
import io.conclave.domain.unit.Price;
import io.conclave.orchestrator.execution.OrderDesk.Reason;
import io.conclave.orchestrator.stage.Stage;
import io.conclave.testkit.Patience;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.persistence.testkit.JournalOperation;
import org.apache.pekko.persistence.testkit.ProcessingPolicy;
import org.apache.pekko.persistence.testkit.ProcessingResult;
import org.apache.pekko.persistence.testkit.ProcessingSuccess;
import org.apache.pekko.persistence.testkit.StorageFailure;
import org.apache.pekko.persistence.testkit.WriteEvents;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is said to a desk while its journal writes. */
class DocketTest {
    @RegisterExtension
    static final Stage STAGE = Stage.timeless();

    private static final OrderTerms LIMIT = OrderTerms.limit(Price.of("990"));
    private static final String FIRST = "first";

    private final SlowJournal journal = new SlowJournal();
    private final TestProbe<OrderDesk.Answer> answers = STAGE.kit().createTestProbe();

    @SuppressWarnings("NullAway.Init")
    private LiveDesk desk;

    @AfterEach
    void closed() {
        journal.goesOn();
        desk.closes();
        STAGE.journal().resetPolicy();
    }

    @Test
    void whatIsSaidWhileTheJournalWritesIsWrittenInOneGo() {
        opens("door.order-rate = 100");
        var wishes = wishes(50);
        saysWhileItWrites(wishes);

        journal.goesOn();

        assertThat(answers.receiveSeveralMessages(51)).allMatch(OrderDesk.Taken.class::isInstance);
        Patience.until("all are at the venue", () -> desk.venue.sent().size() == 51);
        assertThat(journal.written().get(1))
                .filteredOn(OrderDesk.OrderPlaced.class::isInstance)
                .as("fifty orders in one entry")
                .hasSize(50);
    }

    @Test
    void eachIsDecidedOnWhatThoseBeforeItMade() {
        opens("door.order-rate = 4, door.rate-window = 1h");
        var wishes = new ArrayList<>(wishes(5));
        wishes.add(wishes.getFirst());
        saysWhileItWrites(wishes);

        journal.goesOn();

        var heard = answers.receiveSeveralMessages(7);
        assertThat(heard.subList(0, 4)).allMatch(OrderDesk.Taken.class::isInstance);
        assertThat(heard.subList(4, 6)).extracting(LiveDesk::refused).containsOnly(Reason.TOO_MANY);
        assertThat(((OrderDesk.Taken) heard.getLast()).again())
                .as("said twice it is one order")
                .isTrue();
    }

    @Test
    void nobodyHearsOfWhatIsNotWritten() {
        opens("");
        saysWhileItWrites(wishes(2));
        TestProbe<OrderDesk.Known> looked = STAGE.kit().createTestProbe();
        desk.tell(new OrderDesk.GetOrder(id("order-0"), looked.getRef()));

        answers.expectNoMessage();
        looked.expectNoMessage();
        assertThat(desk.venue.sent()).isEmpty();

        journal.goesOn();
        assertThat(looked.receiveMessage().order()).isPresent();
    }

    @Test
    void whatTheJournalDoesNotTakeWasNotDecided() {
        opens("");
        saysWhileItWrites(wishes(3));
        journal.failsNext();

        journal.goesOn();
        assertThat(answers.receiveMessage()).isInstanceOf(OrderDesk.Taken.class);
        answers.expectNoMessage();

        var later = new OrderDesk.Place(desk.wish("later", Side.BUY, "1", LIMIT), answers.getRef());
        desk.inTime("it trades again", () -> {
            desk.tell(later);
            return desk.hears(answers) instanceof OrderDesk.Taken;
        });
        assertThat(desk.find(id("order-0"))).isEmpty();
        assertThat(desk.venue.sent()).extracting(order -> order.id()).containsOnly(id(FIRST), id("later"));
    }

    @Test
    void whoeverLosesTheAccountWritesNothingOfWhatWasDecided() {
        opens("");
        saysWhileItWrites(wishes(2));
        desk.tell(new DeskNote.AccountLost());

        journal.goesOn();

        assertThat(answers.receiveMessage()).isInstanceOf(OrderDesk.Taken.class);
        answers.expectNoMessage();
        assertThat(journal.written()).hasSize(1);
    }

    private void opens(String settings) {
        desk = new LiveDesk(STAGE, "door.duplicate-window = 0s, " + settings).opens();
        assertThat(desk.reconciles()).isEmpty();
        STAGE.journal().withPolicy(journal);
    }

    /** The first order is being written when the others are told of. */
    private void saysWhileItWrites(List<OrderDesk.Wish> wishes) {
        desk.tell(new OrderDesk.Place(desk.wish(FIRST, Side.BUY, "0.01", LIMIT), answers.getRef()));
        journal.awaitWriting();
        wishes.forEach(wish -> desk.tell(new OrderDesk.Place(wish, answers.getRef())));
    }

    private List<OrderDesk.Wish> wishes(int count) {
        var wishes = new ArrayList<OrderDesk.Wish>();
        for (int i = 0; i < count; i++) {
            wishes.add(desk.wish("order-" + i, Side.BUY, "0.01", LIMIT));
        }
        return wishes;
    }

    /** Its first entry takes until it is told to go on. */
    private static final class SlowJournal implements ProcessingPolicy<JournalOperation> {
        private final CountDownLatch writing = new CountDownLatch(1);
        private final CountDownLatch goOn = new CountDownLatch(1);
        private final List<List<Object>> written = Collections.synchronizedList(new ArrayList<>());
        private volatile boolean failsNext;

        @Override
        public ProcessingResult tryProcess(String writer, JournalOperation operation) {
            if (!(operation instanceof WriteEvents write) || !writer.startsWith("OrderDesk")) {
                return ProcessingSuccess.getInstance();
            }
            boolean isFirst = writing.getCount() > 0;
            writing.countDown();
            await(goOn);
            if (failsNext && !isFirst) {
                failsNext = false;
                return StorageFailure.create();
            }
            written.add(List.copyOf(scala.jdk.javaapi.CollectionConverters.asJava(write.batch())));
            return ProcessingSuccess.getInstance();
        }

        List<List<Object>> written() {
            return written;
        }

        void awaitWriting() {
            await(writing);
        }

        void goesOn() {
            goOn.countDown();
        }

        void failsNext() {
            failsNext = true;
        }

        private static void await(CountDownLatch latch) {
            try {
                assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
