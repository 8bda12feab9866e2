package io.conclave.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class EventSchemaTest {
    @Test
    void aBuildWithAnotherSetOfNamesHasAnotherNumber() throws IOException {
        var newest = EventSchema.OURS.newest();
        try (var names = getClass().getResourceAsStream("/schema/" + newest + ".txt")) {
            var written = new String(
                    Objects.requireNonNull(names, "There is no list of the names of version " + newest)
                            .readAllBytes(),
                    java.nio.charset.StandardCharsets.UTF_8);

            assertThat(EventNames.all().keySet())
                    .as(
                            "A name was added or taken away: raise EventSchema.OURS.newest and list the names of that version")
                    .containsExactlyElementsOf(written.lines().toList());
        }
    }

    @Test
    void twoBuildsUnderstandEachOtherIfEachReadsWhatTheOtherWrites() {
        var old = new EventSchema(1, 1, 1);
        var readsBoth = new EventSchema(1, 2, 1);
        var writesNew = new EventSchema(1, 2, 2);
        var forgotOld = new EventSchema(2, 2, 2);

        assertThat(old.understands(readsBoth)).isTrue();
        assertThat(readsBoth.understands(writesNew)).isTrue();
        assertThat(writesNew.understands(forgotOld)).isTrue();
        assertThat(old.understands(writesNew)).isFalse();
        assertThat(writesNew.understands(old)).isFalse();
        assertThat(readsBoth.understands(forgotOld)).isFalse();
    }

    @Test
    void whatIsWrittenMustBeReadable() {
        assertThatThrownBy(() -> new EventSchema(1, 1, 2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new EventSchema(0, 1, 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
