package io.conclave.app.outside;

import io.conclave.testkit.ProjectRoot;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** One of the documentation's outside agents, as a process. */
final class Example implements AutoCloseable {
    private final Process process;

    private Example(Process process) {
        this.process = process;
    }

    static Example python(String redis, String agent) {
        return start("/usr/bin/python3", "outside_agent.py", redis, agent);
    }

    static Example node(String redis, String agent) {
        return start("node", "outside-agent.mjs", redis, agent);
    }

    private static Example start(String language, String file, String redis, String agent) {
        var path = ProjectRoot.path().resolve("docs").resolve("examples").resolve(file);
        try {
            var builder = new ProcessBuilder(List.of(language, path.toString(), redis, agent))
                    .redirectError(ProcessBuilder.Redirect.INHERIT);
            builder.environment().put("NODE_PATH", "/usr/share/nodejs");
            return new Example(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(language + " is needed to run " + file, e);
        }
    }

    void awaitListening() throws IOException {
        var said = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        var line = said.readLine();
        if (!"listening".equals(line)) {
            throw new AssertionError("The example does not listen, but says: " + line
                    + "; it needs python3-redis or node-redis: apt-get install python3-redis node-redis");
        }
    }

    @Override
    public void close() {
        process.destroy();
    }
}
