package io.conclave.system.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.testkit.SharedData;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real histories of coins and shares, by the minute and by the day, run to their end. */
@Tag("shared-data")
class SharedDataTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void ofAFileOfManySharesTwoAreTradedSideBySide() {
        var file = SharedData.file("daily/djia_2006_2017.csv.gz").toString();

        var ended = Workplace.in(folder)
                .run(
                        "backtest",
                        "--data",
                        file,
                        file,
                        "--instrument",
                        "JPM",
                        "--instrument",
                        "MSFT",
                        "--bar-stamp",
                        "open",
                        "--skip-bad",
                        "--from",
                        "2008-06-01",
                        "--to",
                        "2009-01-01",
                        "--json");

        assertThat(ended.report().required("rounds").intValue()).isBetween(280, 300);
        assertThat(ended.stderr()).contains("of its rows, which are of other symbols");
    }

    @ParameterizedTest
    @CsvSource({
        "crypto/lean_coinbase/BTCUSD_daily.csv.gz, 2017-06-01, 2018-03-01, 1d, 273",
        "daily/lean/SPY_daily_raw.csv.gz, 2020-02-01, 2020-12-31, 1d, 230",
        "crypto/lean_coinbase/BTCUSD_1m_trade.csv.gz, 2016-01-01, 2018-01-01, 1h, 100",
        "minute/lean_equity/SPY_1m_trade.csv.gz, 2013-10-10, 2013-10-12, 15m, 100"
    })
    void aRealHistoryIsRunToItsEnd(String file, String from, String to, String interval, int leastRounds) {
        var command = new ArrayList<>(List.of("backtest", "--json", "--bar-stamp", "open", "--data"));
        command.add(SharedData.file(file).toString());
        command.addAll(List.of("--from", from, "--to", to, "--interval", interval));

        var ended = Workplace.in(folder).run(command.toArray(String[]::new));

        var report = ended.report();
        assertThat(report.required("rounds").intValue()).isGreaterThanOrEqualTo(leastRounds);
        assertThat(report.at("/regretCertificate/holds").booleanValue()).isTrue();
        // No news is given: the analyst has nothing to go by, and says so each time.
        assertThat(report.at("/agents/analyst/abstentionsByReason/NO_EVIDENCE").intValue())
                .isEqualTo(report.required("rounds").intValue());
    }
}
