package io.conclave.app.doctor;

import io.conclave.nativerisk.WorkerSettings;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What the engine would run with.
 *
 * @param root the folder of {@code ./conclave}
 * @param dataDir where the engine keeps what must survive a restart
 * @param http where it will listen
 * @param postgres the server the journal is on; empty for the embedded one
 * @param trainerClassPath of the Quant's trainer; an entry that ends in {@code /*} stands for the jars of a folder
 * @param programFolders where programs are looked for: the PATH
 */
public record DoctorSettings(
        Path root,
        Path dataDir,
        InetSocketAddress http,
        Optional<InetSocketAddress> postgres,
        String trainerClassPath,
        WorkerSettings worker,
        List<Path> programFolders) {}
