package io.conclave.testkit.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    private static final List<Schedule> MANY = LongStream.range(-500, 500)
            .mapToObj(seed -> Schedule.of(seed, 3, 4))
            .toList();

    @Test
    void theSameSeedIsTheSameScheduleAndAnotherIsAnother() {
        assertThat(Schedule.of(7, 3, 20))
                .isEqualTo(Schedule.of(7, 3, 20))
                .hasToString(Schedule.of(7, 3, 20).toString());
        assertThat(MANY).doesNotHaveDuplicates();
    }

    @Test
    void anOldSeedStillGivesTheScheduleItGave() {
        assertThat(Schedule.of(0, 3, 4)).hasToString("""
                schedule 0 of 4 troubles on 3 hosts
                     1.9 s to   18.4 s  Isolate[host=3, reach=EVERYONE]
                    24.2 s to   26.0 s  Lossy[weather=0 ms ± 0 ms late, 5.0 % lost]
                    29.7 s to   45.9 s  OneWay[from=3, to=2]
                    49.8 s to   49.8 s  RollingRestart[]""");
    }

    @Test
    void threeSchedulesHaveEveryKindInThem() {
        var kinds = LongStream.range(0, 3)
                .mapToObj(seed -> Schedule.of(seed, 3, 4))
                .flatMap(ScheduleTest::kinds)
                .collect(Collectors.toSet());

        assertThat(kinds).isEqualTo(Set.of(Fault.class.getPermittedSubclasses()));
    }

    @Test
    void everyKindComesAsOftenAsEveryOther() {
        var times = MANY.stream()
                .flatMap(ScheduleTest::kinds)
                .collect(Collectors.groupingBy(it -> it, Collectors.counting()));

        assertThat(times.values()).hasSize(11).allMatch(n -> n >= 4_000 / 11 - 1 && n <= 4_000 / 11 + 2);
    }

    @Test
    void hostsAreThoseOfTheClusterAndAPairIsTwo() {
        assertThat(MANY.stream().flatMap(it -> it.troubles().stream()).map(Trouble::fault))
                .allSatisfy(fault -> {
                    assertThat(hosts(fault)).doesNotHaveDuplicates().allMatch(host -> host >= 1 && host <= 3);
                });
        assertThat(MANY.stream()
                        .flatMap(it -> it.troubles().stream())
                        .map(Trouble::fault)
                        .filter(Fault.OneWay.class::isInstance)
                        .collect(Collectors.toSet()))
                .as("every way is cut at some time")
                .hasSize(6);
    }

    @Test
    void whateverBeginsEndsAndNothingIsBrokenAtTheEnd() {
        assertThat(MANY).allSatisfy(schedule -> {
            var present = new ArrayList<Fault>();
            var now = Duration.ZERO;
            for (var moment : schedule.moments()) {
                assertThat(moment.at()).isGreaterThanOrEqualTo(now);
                now = moment.at();
                if (moment.begins()) {
                    present.add(moment.fault());
                    assertThat(present.stream().filter(ScheduleTest::takesANode))
                            .hasSizeLessThan(2);
                } else {
                    assertThat(present.remove(moment.fault())).isTrue();
                }
            }
            assertThat(present).isEmpty();
            assertThat(now).isEqualTo(schedule.length());
        });
    }

    @Test
    void someTroublesComeInTheMidstOfOthers() {
        assertThat(MANY.stream().filter(it -> overlaps(it.troubles())).count()).isBetween(100L, 500L);
    }

    @Test
    void aPlayThatFailsEndsWhatItBegan() {
        var seen = new ArrayList<String>();
        var told = new ByteArrayOutputStream();
        var kill = new Fault.Kill(1);
        var pause = new Fault.Pause(2);
        var schedule = new Schedule(
                0,
                3,
                List.of(
                        new Trouble(Duration.ofMillis(1), Duration.ofMillis(50), kill),
                        new Trouble(Duration.ofMillis(20), Duration.ofMillis(10), pause)));

        schedule.play(stage(seen, ""), new PrintStream(told, true, StandardCharsets.UTF_8));
        assertThat(seen).containsExactly("+" + kill, "+" + pause, "-" + pause, "-" + kill);
        assertThat(told.toString(StandardCharsets.UTF_8)).startsWith("   0.0 s: Kill[host=1] begins\n");

        seen.clear();
        assertThatThrownBy(() ->
                        schedule.play(stage(seen, "+" + pause), new PrintStream(told, true, StandardCharsets.UTF_8)))
                .isInstanceOf(IllegalStateException.class);
        assertThat(seen).containsExactly("+" + kill, "+" + pause, "-" + pause, "-" + kill);
    }

    /** Writes down what it is told, and fails at one of these. */
    private static Stage stage(List<String> seen, String failing) {
        return new Stage() {
            @Override
            public void begin(Fault fault) {
                see("+" + fault);
            }

            @Override
            public void end(Fault fault) {
                see("-" + fault);
            }

            private void see(String what) {
                seen.add(what);
                if (what.equals(failing)) {
                    throw new IllegalStateException("as planned");
                }
            }
        };
    }

    private static Stream<Class<?>> kinds(Schedule schedule) {
        return schedule.troubles().stream().map(trouble -> trouble.fault().getClass());
    }

    private static boolean overlaps(List<Trouble> troubles) {
        var seen = new HashSet<Trouble>();
        return troubles.stream().anyMatch(trouble -> {
            boolean amidst = seen.stream().anyMatch(before -> before.end().compareTo(trouble.at()) > 0);
            seen.add(trouble);
            return amidst;
        });
    }

    private static boolean takesANode(Fault fault) {
        return switch (fault) {
            case Fault.Late _, Fault.Lossy _, Fault.PostgresAway _, Fault.RedisAway _ -> false;
            case Fault.Kill _,
                    Fault.KillLeader _,
                    Fault.Isolate _,
                    Fault.OneWay _,
                    Fault.BrokenPair _,
                    Fault.Pause _,
                    Fault.RollingRestart _ -> true;
        };
    }

    private static List<Integer> hosts(Fault fault) {
        return switch (fault) {
            case Fault.Kill kill -> List.of(kill.host());
            case Fault.Isolate isolate -> List.of(isolate.host());
            case Fault.Pause pause -> List.of(pause.host());
            case Fault.OneWay way -> List.of(way.from(), way.to());
            case Fault.BrokenPair pair -> List.of(pair.one(), pair.other());
            case Fault.Late _,
                    Fault.Lossy _,
                    Fault.KillLeader _,
                    Fault.PostgresAway _,
                    Fault.RedisAway _,
                    Fault.RollingRestart _ -> List.of();
        };
    }
}
