package io.conclave.app.doctor;

import com.typesafe.config.Config;
import io.conclave.agents.backtest.BacktestPool;
import io.conclave.nativerisk.WorkerSettings;
import java.io.File;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What the engine would run with.
 *
 * @param root the folder of {@code ./conclave}
 * @param dataDir where the engine keeps what must survive a restart
 * @param http where it will listen
 * @param trainerClassPath of the Quant's trainer; an entry that ends in {@code /*} stands for the jars of a folder
 * @param riskLibrary the kernels as a library; empty for the one on the class path
 * @param programFolders where programs are looked for: the PATH
 */
public record DoctorSettings(
        Path root,
        Path dataDir,
        InetSocketAddress http,
        String trainerClassPath,
        WorkerSettings worker,
        Optional<Path> riskLibrary,
        List<Path> programFolders) {

    /** What the present configuration runs with. */
    public static DoctorSettings from(Config config, Path root) {
        var conclave = config.getConfig("conclave");
        var path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return new DoctorSettings(
                root,
                root.resolve(conclave.getString("data-dir")),
                new InetSocketAddress(conclave.getString("http.host"), conclave.getInt("http.port")),
                conclave.getString("quant.trainer.class-path"),
                BacktestPool.workers(config),
                Optional.of(conclave.getString("native-risk.library"))
                        .filter(file -> !file.isEmpty())
                        .map(Path::of),
                Arrays.stream(path.split(File.pathSeparator, -1))
                        .filter(folder -> !folder.isBlank())
                        .map(Path::of)
                        .toList());
    }
}
