package io.conclave.testkit.lab;

import io.conclave.testkit.Host;
import io.conclave.testkit.RedisServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A connection to a Redis from one of the hosts, held by a shell there: commands go out, answers come in, or do not. */
final class RedisLine implements AutoCloseable {
    // Each line is sent on; its answer, or "silence" after the seconds it may take, is told with the microseconds that
    // it took.
    private static final String SHELL = """
            exec 3<>/dev/tcp/$1/$2 || exit 1
            echo connected
            while read -r patience words; do
              begun=${EPOCHREALTIME/./}
              printf '%s\\r\\n' "$words" >&3
              if read -r -t "$patience" -u 3 answer; then echo "${answer%$'\\r'} $((${EPOCHREALTIME/./} - begun))"
              else echo "silence 0"; fi
            done
            """;

    private final Process shell;
    private final BufferedReader answers;

    /** What came back, and after how many microseconds. */
    record Answer(String words, long micros) {}

    /** Throws if nobody is reached. */
    RedisLine(Host from, RedisServer to) throws IOException {
        var uri = URI.create(to.url());
        shell = new ProcessBuilder(from.command(
                        List.of("bash", "-c", SHELL, "bash", uri.getHost(), Integer.toString(uri.getPort()))))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        answers = new BufferedReader(new InputStreamReader(shell.getInputStream(), StandardCharsets.UTF_8));
        if (!"connected".equals(answers.readLine())) {
            close();
            throw new IOException(from + " does not reach " + uri);
        }
    }

    /** Waits at most five seconds. */
    Answer ask(String command) throws IOException {
        return send("5 " + command);
    }

    /** Sends it and does not wait for more than half a second; {@code silence} if no answer came. */
    String venture(String command) throws IOException {
        return send("0.5 " + command).words();
    }

    private Answer send(String line) throws IOException {
        shell.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        shell.getOutputStream().flush();
        var answer = answers.readLine();
        if (answer == null) {
            throw new IOException("The shell on the host is gone");
        }
        int end = answer.lastIndexOf(' ');
        return new Answer(answer.substring(0, end), Long.parseLong(answer.substring(end + 1)));
    }

    @Override
    public void close() {
        shell.destroyForcibly();
        try {
            if (!shell.waitFor(10, TimeUnit.SECONDS)) {
                throw new IllegalStateException("The shell on the host does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        }
    }
}
