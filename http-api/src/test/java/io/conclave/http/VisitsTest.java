package io.conclave.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.conclave.client.Book;
import io.conclave.client.BookFollower;
import io.conclave.client.ConclaveClient;
import io.conclave.domain.access.Role;
import io.conclave.http.port.Keys;
import io.conclave.testkit.Patience;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whoever follows the stream may do so for as long as they could come in. */
final class VisitsTest {
    private static final String BEATS = "{'op':'subscribe','channel':'heartbeat'}";

    private final CannedAccess access = CannedAccess.withEveryRole();
    private final List<StreamClient> clients = new ArrayList<>();

    @SuppressWarnings("NullAway.Init")
    private RunningServer api;

    @BeforeEach
    void start() throws Exception {
        api = RunningServer.over(new CannedRun(3, false).engine(), access, "");
    }

    @AfterEach
    void stop() {
        clients.forEach(StreamClient::close);
        api.close();
    }

    @Test
    void whoseKeyIsRevokedIsSentAwayAndWhoHasAnotherStays() throws Exception {
        var viewer = follows(Role.VIEWER);
        var again = follows(Role.VIEWER);
        var trader = follows(Role.TRADER);
        beats(viewer);

        access.keys.put(CannedAccess.key(Role.VIEWER), new Keys.Revoked());

        assertThat(viewer.closed()).isEqualTo("4401 key_revoked");
        assertThat(again.closed()).isEqualTo("4401 key_revoked");
        beats(trader);
    }

    @Test
    void whoseKeyExpiresIsSentAway() {
        var viewer = follows(Role.VIEWER);

        access.keys.put(CannedAccess.key(Role.VIEWER), new Keys.Expired());

        assertThat(viewer.closed()).isEqualTo("4401 key_expired");
    }

    @Test
    void aBrowserThatLogsOutHearsNothingMore() throws Exception {
        var login = api.send(HttpRequest.newBuilder(api.uri("/v1/session"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"key\":\"" + CannedAccess.key(Role.VIEWER) + "\"}")));
        var cookie = login.headers().firstValue("Set-Cookie").orElseThrow().replaceAll(";.*", "");
        var origin = api.uri("").toString();
        var page = follows(Map.of("Cookie", cookie, "Origin", origin));
        beats(page);

        var left = api.send(HttpRequest.newBuilder(api.uri("/v1/session"))
                .header("Cookie", cookie)
                .header("Origin", origin)
                .header(
                        "X-CSRF-Token",
                        RunningServer.json(login).path("csrfToken").asText())
                .DELETE());

        assertThat(left.statusCode()).as(left.body()).isBetween(200, 204);
        assertThat(page.closed()).isEqualTo("4401 session_over");
    }

    @Test
    void whoOnlySitsAtTheMachineMayLookUntilTheFirstKeyIsMade() throws Exception {
        var keys = Map.copyOf(access.keys);
        access.keys.clear();
        var local = follows(Map.of());
        beats(local);

        access.keys.putAll(keys);

        assertThat(local.closed()).isEqualTo("4401 no_key");
    }

    @Test
    void theJavaClientIsToldSoAndComesNoMore() throws Exception {
        var lost = new LinkedBlockingQueue<String>();
        try (var client = ConclaveClient.at(api.uri("/"), CannedAccess.key(Role.VIEWER));
                var _ = client.follow("BTC-USD", 5, new BookFollower.Listener() {
                    @Override
                    public void book(Book book) {}

                    @Override
                    public void lost(String why) {
                        lost.add(why);
                    }
                })) {
            Patience.until("it follows", () -> api.meters.streamClients() == 1);

            access.keys.put(CannedAccess.key(Role.VIEWER), new Keys.Revoked());

            assertThat(lost.poll(20, TimeUnit.SECONDS)).isEqualTo("The engine closed with 4401 key_revoked.");
            assertThat(lost.poll(1, TimeUnit.SECONDS))
                    .as("it does not try again")
                    .isNull();
        }
    }

    @Test
    void oneLookTellsOfAllWhoCameWithOneKey() {
        for (int i = 0; i < 20; i++) {
            follows(Role.VIEWER);
        }
        int before = access.asked.get();

        Patience.until("some looks", () -> access.asked.get() >= before + 2);

        assertThat(access.asked.get() - before).isLessThan(20);
    }

    // ---- helpers

    private StreamClient follows(Role role) {
        return follows(Map.of("Authorization", "Bearer " + CannedAccess.key(role)));
    }

    private StreamClient follows(Map<String, String> headers) {
        var client = StreamClient.with(api, headers).say(BEATS);
        clients.add(client);
        return client;
    }

    private static void beats(StreamClient client) throws InterruptedException {
        JsonNode beat = client.next(frame -> StreamClient.type(frame).equals("heartbeat"));
        assertThat(beat.has("ts")).isTrue();
    }
}
