package io.conclave.testkit.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.conclave.testkit.Host;
import io.conclave.testkit.Patience;
import io.conclave.testkit.PostgresOptions;
import io.conclave.testkit.RedisOptions;
import io.conclave.testkit.RedisServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Faults are seen by a Redis on one host and its clients on the others: real connections, of which packets are withheld. */
@SuppressWarnings("NullAway.Init")
class NetworkLabTest {
    private static NetworkLab lab;
    private static RedisServer redis;
    private static Host first;
    private static Host second;
    private static Host third;

    @BeforeAll
    static void threeHostsAndARedisOnTheFirst() {
        lab = NetworkLab.of(3);
        first = lab.host(1);
        second = lab.host(2);
        third = lab.host(3);
        redis = RedisOptions.plain().on(first).start();
    }

    @AfterAll
    static void allIsTakenAway() {
        if (lab != null) {
            redis.close();
            lab.close();
        }
    }

    @AfterEach
    void allIsWell() {
        lab.heal();
    }

    // ---- reach

    @Test
    void aHostReachesTheDatabaseOnTheStoresAndSoDoesTheTest() {
        try (var postgres = PostgresOptions.plain().on(lab.stores()).start()) {
            var address = "postgresql://%s@%s:%d/postgres"
                    .formatted(postgres.user(), lab.stores().address(), postgres.port());
            var psql = postgres.programs().resolve("psql").toString();

            for (var from : List.of(first, third, Host.thisMachine())) {
                assertThat(said(from, psql, "-XqAt", address, "-c", "SELECT inet_client_addr()"))
                        .as("from " + from)
                        .isEqualTo(from.entrance().isEmpty() ? observer() : from.address());
            }

            postgres.crash();
            postgres.restart();
            assertThat(said(second, psql, "-XqAt", address, "-c", "SELECT 7")).isEqualTo("7");
        }
    }

    @Test
    void aHostReachesNothingOutsideItsLab() {
        assertThat(said(first, "ip", "route"))
                .isEqualTo(net() + ".0/24 dev eth0 proto kernel scope link src " + first.address());
        assertThat(said(first, "bash", "-c", "exec 3<>/dev/tcp/192.0.2.1/80 || true"))
                .contains("Network is unreachable");
    }

    // ---- cuts

    @Test
    void whatIsCutOneWayStillGoesTheOther() throws IOException {
        try (var unheard = new RedisLine(second, redis);
                var mute = new RedisLine(second, redis)) {
            lab.cut(List.of(new Link(first, second)));
            assertThat(unheard.venture("SET way there")).isEqualTo("silence");
            assertThat(stored("way")).as("what went the way that is open").isEqualTo("there");

            lab.mend(List.of(new Link(first, second)));
            lab.cut(List.of(new Link(second, first)));
            assertThat(mute.venture("SET way nowhere")).isEqualTo("silence");
            assertThat(stored("way")).isEqualTo("there");

            lab.mend(List.of(new Link(second, first)));
            Patience.until("what was held up arrives", () -> stored("way").equals("nowhere"));
        }
    }

    @Test
    void aBrokenPairLeavesTheOtherPairsAlone() throws IOException {
        try (var broken = new RedisLine(second, redis);
                var whole = new RedisLine(third, redis)) {
            lab.cut(lab.pair(first, second));

            assertThat(broken.venture("PING")).isEqualTo("silence");
            assertThat(whole.venture("PING")).isEqualTo("+PONG");
        }
    }

    @Test
    void aHostCutOffFromItsPeersMayStillSeeTheStores() throws IOException {
        try (var store = RedisOptions.plain().on(lab.stores()).start();
                var toPeer = new RedisLine(second, redis);
                var toStore = new RedisLine(second, store)) {
            lab.cut(lab.around(second, Reach.PEERS));
            assertThat(toPeer.venture("PING")).isEqualTo("silence");
            assertThat(toStore.venture("PING")).isEqualTo("+PONG");

            lab.cut(lab.around(second, Reach.EVERYONE));
            assertThat(toStore.venture("PING")).isEqualTo("silence");

            lab.heal();
            assertThatThrownBy(() -> lab.mend(lab.pair(first, second)))
                    .as("a mend of what is whole")
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("\"mend 2 " + first.address() + "\" failed: ");
        }
    }

    // ---- weather

    @Test
    void whatArrivesLateArrivesAsLateAsWasSaid() throws IOException {
        try (var line = new RedisLine(second, redis)) {
            assertThat(roundTrip(line)).as("in fine weather").isLessThan(Duration.ofMillis(50));

            lab.weather(second, Weather.late(Duration.ofMillis(100)), Reach.PEERS);
            assertThat(roundTrip(line)).isBetween(Duration.ofMillis(100), Duration.ofMillis(150));

            // Both ways: on arrival there and on arrival here.
            lab.weather(first, Weather.late(Duration.ofMillis(60)), Reach.PEERS);
            assertThat(roundTrip(line)).isBetween(Duration.ofMillis(160), Duration.ofMillis(210));

            lab.clearUp(first);
            lab.clearUp(second);
            assertThat(roundTrip(line)).isLessThan(Duration.ofMillis(50));
        }
    }

    @Test
    void lateByMoreAndLessIsNeverLateByTheSame() throws IOException {
        try (var line = new RedisLine(second, redis)) {
            lab.weather(second, new Weather(Duration.ofMillis(40), Duration.ofMillis(30), 0), Reach.PEERS);

            var trips = new ArrayList<Long>();
            for (int i = 0; i < 30; i++) {
                trips.add(line.ask("PING").micros());
            }

            assertThat(trips).allMatch(micros -> micros >= 10_000);
            assertThat(trips).as("early ones").anyMatch(micros -> micros < 30_000);
            assertThat(trips).as("late ones").anyMatch(micros -> micros > 50_000);
        }
    }

    @Test
    void aShareOfPacketsIsLostAndTheOthersAreNot() {
        lab.weather(second, new Weather(Duration.ofMillis(1), Duration.ZERO, 0.3), Reach.PEERS);

        said(first, "bash", "-c", "for i in {1..1000}; do echo >/dev/udp/" + second.address() + "/9; done");

        // What is lost is counted by the rule that loses it, the rest by the one that delays; a few are of connections
        // before.
        Patience.until("all are counted", () -> packets("DROP") + packets("NFQUEUE") >= 1_000);
        assertThat(packets("DROP")).isBetween(230, 370);
    }

    @Test
    void theTestSeesEveryHostInAnyWeather() throws IOException {
        lab.cut(lab.around(first, Reach.EVERYONE));
        lab.weather(first, new Weather(Duration.ofSeconds(1), Duration.ZERO, 1), Reach.EVERYONE);

        try (var line = new RedisLine(Host.thisMachine(), redis)) {
            assertThat(roundTrip(line)).isLessThan(Duration.ofMillis(50));
        }
    }

    // ---- the end

    @Test
    void aLabGoesWithAllThatRunsInIt() throws Exception {
        var other = NetworkLab.of(1);
        Process inIt;
        try (other) {
            assertThat(other.host(1).address()).as("labs are apart").doesNotStartWith(net() + ".");
            inIt = new ProcessBuilder(other.host(1).command(List.of("tail", "-f", "/dev/null"))).start();
            assertThat(namespaces(other)).hasSize(3);
        }

        assertThat(inIt.waitFor()).as("killed").isEqualTo(137);
        assertThat(namespaces(other)).isEmpty();
        assertThat(devices(other)).isEmpty();
        assertThat(folder(other)).doesNotExist();
    }

    @Test
    void whatALabLeftBehindIsSweptUpByTheNext() {
        var abandoned = NetworkLab.of(1);
        assertThat(ProcessHandle.of(shell(abandoned)).orElseThrow().destroyForcibly())
                .isTrue();
        abandoned.close();
        assertThat(namespaces(abandoned)).hasSize(3);

        NetworkLab.of(1).close();

        assertThat(namespaces(abandoned)).isEmpty();
        assertThat(devices(abandoned)).isEmpty();
        assertThat(folder(abandoned)).doesNotExist();
        assertThat(namespaces(lab)).as("those of a lab that lives").hasSize(5);
    }

    // ---- what is there

    /** Of a lab, by its shell. */
    private static List<String> namespaces(NetworkLab of) {
        return named(Path.of("/run/netns"), "conclave-lab-" + shell(of) + "-");
    }

    private static List<String> devices(NetworkLab of) {
        return named(Path.of("/sys/class/net"), "cl" + shell(of));
    }

    private static Path folder(NetworkLab of) {
        return Path.of(System.getenv().getOrDefault("TMPDIR", "/tmp"), "conclave-lab-" + shell(of));
    }

    private static List<String> named(Path folder, String prefix) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> name.startsWith(prefix))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long shell(NetworkLab of) {
        return Long.parseLong(of.host(1).entrance().getLast().split("-", -1)[2]);
    }

    private static String net() {
        return first.address().substring(0, first.address().lastIndexOf('.'));
    }

    /** Where this JVM stands on the lab's switch. */
    private static String observer() {
        return net() + ".253";
    }

    private static String stored(String key) {
        try (var line = new RedisLine(Host.thisMachine(), redis)) {
            // Of a string it tells the length first: a list of one does it in a line.
            return line.ask("EVAL \"return {ok=redis.call('GET','" + key + "')}\" 0")
                    .words()
                    .substring(1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int packets(String target) {
        return said(second, "iptables", "-w", "-nvxL", "weather")
                .lines()
                .map(line -> line.strip().split(" +"))
                .filter(columns ->
                        columns.length > 7 && columns[2].equals(target) && columns[7].equals(first.address()))
                .mapToInt(columns -> Integer.parseInt(columns[0]))
                .sum();
    }

    /** The quickest of five: what the network takes, whatever else the machine does. */
    private static Duration roundTrip(RedisLine line) throws IOException {
        long quickest = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            quickest = Math.min(quickest, line.ask("PING").micros());
        }
        return Duration.ofNanos(quickest * 1_000);
    }

    /** What a command on that host says, on stderr too. */
    private static String said(Host host, String... words) {
        try {
            var process = new ProcessBuilder(host.command(List.of(words)))
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
