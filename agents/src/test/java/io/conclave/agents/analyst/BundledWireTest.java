package io.conclave.agents.analyst;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CsvReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The wire that ships, against the list of what is irrelevant or hostile in it, which ships nowhere. */
class BundledWireTest {
    private final List<NewsItem> items = NewsReader.readResource("news/bitcoin-2013.csv");
    private final Map<String, String> marks = marks();

    @Test
    void itHoldsAtLeastSixtyItemsAboutBitcoin() {
        assertThat(items)
                .filteredOn(item -> !marks.containsKey(item.id()))
                .hasSizeGreaterThanOrEqualTo(60)
                .allSatisfy(item -> assertThat(item.text()).containsIgnoringCase("bitcoin"));
    }

    @Test
    void itHoldsIrrelevantAndHostileItemsToo() {
        assertThat(marks.values()).filteredOn("irrelevant"::equals).hasSize(6);
        assertThat(marks.values()).filteredOn("hostile"::equals).hasSize(6);
        assertThat(items).extracting(NewsItem::id).containsAll(marks.keySet()).doesNotHaveDuplicates();
    }

    @Test
    void everyItemCameAMinuteAfterItWasPublished() {
        assertThat(items)
                .allSatisfy(item ->
                        assertThat(item.ingestedNanos() - item.publishedNanos()).isEqualTo(Wires.MINUTE));
    }

    @Test
    void theScreenObjectsToEveryHostileItemAndToNoOther() {
        var objected = items.stream()
                .filter(item -> InjectionScreen.objection(item.text()).isPresent())
                .map(NewsItem::id);

        assertThat(objected)
                .containsExactlyInAnyOrderElementsOf(marks.keySet().stream()
                        .filter(id -> "hostile".equals(marks.get(id)))
                        .toList());
    }

    static Map<String, String> marks() {
        Map<String, String> marks = new TreeMap<>();
        try (InputStream in = BundledWireTest.class.getResourceAsStream("news-marks.csv");
                var csv = CsvReader.builder().ofNamedCsvRecord(in, StandardCharsets.UTF_8)) {
            csv.forEach(row -> marks.put(row.getField("id"), row.getField("mark")));
            return marks;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
