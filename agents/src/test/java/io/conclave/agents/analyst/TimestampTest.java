package io.conclave.agents.analyst;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "2013-11-27T23:59:00Z",
                "2013-11-28T00:59:00+01:00",
                "1385596740",
                "1385596740000",
                "1385596740000000",
                "1385596740000000000"
            })
    void theSameMomentIsReadInEveryForm(String text) {
        assertThat(Timestamp.nanos(text)).isEqualTo(1_385_596_740_000_000_000L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yesterday", "2013-11-27", "2013-11-27 23:59", "1385596740.5"})
    void whatIsNoMomentIsRefused(String text) {
        assertThatThrownBy(() -> Timestamp.nanos(text)).hasMessageContaining("is no time");
    }

    @Test
    void whatNanosecondsCannotCountIsRefused() {
        assertThatThrownBy(() -> Timestamp.nanos("9999-01-01T00:00:00Z")).hasMessageContaining("too far away");
        assertThatThrownBy(() -> Timestamp.nanos("99999999999")).hasMessageContaining("too far away");
    }
}
