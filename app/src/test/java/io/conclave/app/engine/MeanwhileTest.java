package io.conclave.app.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class MeanwhileTest {
    @Test
    void itIsOpenedWhileTheRestGoesOn() {
        var rest = new CountDownLatch(1);
        var opening = Meanwhile.open("door", () -> {
            try {
                rest.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return "open";
        });

        rest.countDown();

        assertThat(opening.await()).isEqualTo("open");
    }

    @Test
    void whoWaitsIsToldInTheSameWordsWhyItCannotBeOpened() {
        var opening = Meanwhile.open("door", () -> {
            throw new IllegalArgumentException("it is locked");
        });

        assertThatThrownBy(opening::await)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("it is locked");
    }

    @Test
    void whatWasOpenedIsClosedThoughNobodyWaitedForIt() {
        var closed = new ArrayList<String>();
        Meanwhile.open("door", () -> "front").close(closed::add);
        Meanwhile.<String>open("door", () -> {
                    throw new IllegalStateException("it is locked");
                })
                .close(closed::add);

        assertThat(closed).isEqualTo(List.of("front"));
    }
}
