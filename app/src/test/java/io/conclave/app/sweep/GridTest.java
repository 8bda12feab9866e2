package io.conclave.app.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GridTest {
    @Test
    void rangesCountTheirLastValueAndSingleValuesAreRanges() {
        var grid = Grid.parse("--grid", "fast=5:100:5, slow=20:400:20,enter=0.0025");

        assertThat(grid.axes()).containsOnlyKeys("fast", "slow", "enter");
        assertThat(grid.combinations()).isEqualTo(20 * 20);
        assertThat(values(grid, "fast")).startsWith("5", "10").endsWith("100").hasSize(20);
        assertThat(values(grid, "enter")).containsExactly("0.0025");
    }

    @Test
    void aLastValueThatTheStepsMissIsMovedBackToTheOneTheyHit() {
        assertThat(values(Grid.parse("--grid", "slow=10:25:10"), "slow")).containsExactly("10", "20");
        assertThat(Grid.parse("--grid", "slow=10:25:10").axes().get("slow")).hasToString("10:20:10");
    }

    @Test
    void decimalsDoNotDrift() {
        assertThat(values(Grid.parse("--grid", "enter=0:1:0.1"), "enter"))
                .hasSize(11)
                .endsWith("1.0");
    }

    @Test
    void withoutAStepItIsOne() {
        assertThat(values(Grid.parse("--grid", "fast=2:5"), "fast")).containsExactly("2", "3", "4", "5");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "fast                 | item 1 \"fast\": must look like fast=5:100:5",
                "fast=5,=7            | item 2 \"=7\": the parameter's name is missing",
                "fast=5,slow=20:x:5   | item 2 \"slow=20:x:5\": \"x\" is not a number",
                "fast=5:1             | the last value, 1, lies before the first, 5",
                "fast=5:10:0          | the step must be above zero",
                "fast=5:10:-1         | the step must be above zero",
                "fast=5:10:1:2        | a range is first:last:step, and this has 4 numbers",
                "fast=5,fast=6        | item 2 \"fast=6\": fast is given twice",
                "fast=                | \"\" is not a number",
                "fast=1:99999,slow=1:99999 | combinations are too many",
                "fast=1:999999999     | values are too many",
                "fast=1e999999        | has too many digits",
                "fast=NaN             | \"NaN\" is not a number"
            })
    void whatIsNoGridIsAnsweredWithThePlace(String text, String complaint) {
        assertThatThrownBy(() -> Grid.parse("--grid", text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("--grid")
                .hasMessageContaining(complaint);
    }

    private static String[] values(Grid grid, String name) {
        var axis = Objects.requireNonNull(grid.axes().get(name), name);
        return IntStream.range(0, axis.count())
                .mapToObj(axis::value)
                .map(BigDecimal::toPlainString)
                .toArray(String[]::new);
    }
}
