package io.conclave.system.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Terraform's own look at what we wrote, on Amazon's true provider and an Amazon that is played: nothing is called. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TerraformTest {
    private static final Pattern RUN = Pattern.compile("(?m)^run \"([a-z0-9_]+)\" \\{$");

    private static final String NO_TERRAFORM = "terraform is not installed, so that nothing of terraform/ is proven";

    private static final String NO_PROVIDER =
            "no folder registry.terraform.io/hashicorp/aws is on this machine, so that terraform validate and test cannot run";

    private @Nullable TerraformCopy prepared;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path folder;

    @AfterAll
    void leaveNoLinkBehind() throws IOException {
        if (prepared != null) {
            prepared.unlink();
        }
    }

    @Test
    void everyFileIsFormatted(@TempDir Path other) throws IOException {
        var terraform = TerraformCopy.in(other, program(), Optional.empty());

        assertThat(terraform
                        .run("", "fmt", "-check", "-recursive", "-diff", "-no-color")
                        .text())
                .isEmpty();
    }

    @Test
    void bothEnvironmentsAreValidWithTheirStateInS3() throws IOException {
        var terraform = prepared();
        for (String environment : List.of("environments/free-tier", "environments/cluster")) {
            Files.copy(
                    terraform.file(environment + "/backend.tf.example"), terraform.file(environment + "/backend.tf"));

            terraform
                    .run(environment, "init", "-backend=false", "-input=false", "-no-color")
                    .text();

            assertThat(terraform.run(environment, "validate", "-no-color").text())
                    .startsWith("Success!");
            assertThat(terraform.run(environment, "fmt", "-check", "-no-color").exitCode())
                    .isZero();
        }
    }

    @Test
    void everythingThatIsPromisedOfTheMachinesHolds() throws IOException {
        var terraform = prepared();
        var runs = runsOf(terraform);

        var outcome = terraform.run("", "test", "-no-color");

        assertThat(outcome.stdout()).as(outcome.stderr()).contains("Success! " + runs.size() + " passed, 0 failed.");
        assertThat(runs)
                .hasSizeGreaterThan(20)
                .allSatisfy(run -> assertThat(outcome.stdout()).contains("run \"" + run + "\"... pass"));
    }

    @Test
    void mistakesAreCaughtEachByItsOwnSentence(@TempDir Path other) throws IOException {
        var wrong = prepared().copiedTo(other);
        wrong.change("modules/cluster/main.tf", "= \"required\"", "= \"optional\"");
        wrong.change("modules/cluster/main.tf", "encrypted             = true", "encrypted             = false");
        wrong.change("modules/cluster/access.tf", "[\"ssm:GetParametersByPath\"]", "[\"ssm:*\"]");
        wrong.change("modules/data/main.tf", "encrypted         = true", "encrypted         = false");
        wrong.change("modules/security/main.tf", "count = var.ssh_cidr == \"\" ? 0 : 1", "count = 1");
        wrong.change("modules/security/main.tf", "cidr_ipv4         = var.ssh_cidr", "cidr_ipv4         = local.world");
        wrong.change("modules/security/variables.tf", "tonumber(split(\"/\", var.ssh_cidr)[1]) >= 24", "true");

        var outcome = wrong.run(
                "",
                "test",
                "-no-color",
                "-filter=tests/cluster.tftest.hcl",
                "-filter=tests/data.tftest.hcl",
                "-filter=tests/security.tftest.hcl");
        wrong.unlink();

        assertThat(outcome.exitCode()).isEqualTo(1);
        // Terraform breaks lines where a terminal would end.
        assertThat((outcome.stdout() + outcome.stderr()).replaceAll("\\s+", " "))
                .contains("IMDSv2 must be required")
                .contains("each disk must be encrypted gp3")
                .contains("no action may be a wildcard")
                .contains("the volume of the stores must be encrypted")
                .contains("SSH must be let in from nowhere unless it is asked for")
                .contains("The checkable object, var.ssh_cidr, was expected to report an error but did not.");
    }

    /** Terraform with its provider at hand, made ready once for all that follows. */
    private TerraformCopy prepared() throws IOException {
        if (prepared == null) {
            var terraform = TerraformCopy.in(
                    folder, program(), Optional.of(Skipped.unless(TerraformCopy.mirror(), NO_PROVIDER)));
            terraform
                    .run("", "init", "-backend=false", "-input=false", "-no-color")
                    .text();
            prepared = terraform;
        }
        return prepared;
    }

    private static Path program() {
        return Skipped.unless(TerraformCopy.program(), NO_TERRAFORM);
    }

    private static List<String> runsOf(TerraformCopy terraform) throws IOException {
        try (Stream<Path> files = Files.list(terraform.file("tests"))) {
            return files.filter(file -> file.toString().endsWith(".tftest.hcl"))
                    .flatMap(file -> RUN.matcher(text(file)).results())
                    .map((MatchResult result) -> result.group(1))
                    .toList();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
