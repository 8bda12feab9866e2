package io.conclave.system.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.testkit.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a machine does with its disk, its firewall and its containers when it starts. */
class MachineProgramsTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private PaperMachine machine;

    @BeforeEach
    void setUp() throws IOException {
        machine = new PaperMachine(folder);
    }

    // ---- disk

    @Test
    void aBlankVolumeIsFormattedAndMounted() throws IOException {
        volume("");

        disk().text();

        assertThat(machine.calls())
                .contains("mkfs.ext4 -q -L conclave-stores /dev/nvme1n1")
                .contains("mount -o noatime,nodev,nosuid /dev/nvme1n1 " + folder.resolve("volumes"));
    }

    @Test
    void aVolumeWithTheStoresDataIsMountedAsItIs() throws IOException {
        volume("conclave-stores");

        disk().text();

        assertThat(machine.calls())
                .contains("mount -o noatime,nodev,nosuid /dev/nvme1n1 " + folder.resolve("volumes"))
                .noneSatisfy(call -> assertThat(call).startsWith("mkfs"));
    }

    @Test
    void aVolumeWithSomethingElseIsNotTouched() throws IOException {
        volume("holidays");

        var outcome = disk();

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.stderr()).contains("nothing is touched");
        assertThat(machine.calls())
                .noneSatisfy(call -> assertThat(call).startsWith("mkfs"))
                .noneSatisfy(call -> assertThat(call).startsWith("mount "));
    }

    @Test
    void aVolumeThatCannotBeReadIsNotTakenForABlankOne() throws IOException {
        volume("");
        machine.plays("blkid", "exit 4");

        var outcome = disk();

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.stderr()).contains("cannot be read");
        assertThat(machine.calls()).noneSatisfy(call -> assertThat(call).startsWith("mkfs"));
    }

    @Test
    void aVolumeThatNeverComesIsSaid() throws IOException {
        volume("");
        machine.plays("lsblk", "echo '/dev/nvme0n1 disk  '; echo '/dev/nvme0n1p1 part /dev/nvme0n1 /'");

        var outcome = disk();

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.stderr()).contains("is not attached after");
    }

    // ---- firewall

    @Test
    void noContainerOfAMachineByItselfGetsToItsRole() throws IOException {
        machine.plays("iptables", "[[ $1 != -C ]]");

        machine.with("CONCLAVE_ENGINE", "").run("conclave-firewall").text();

        assertThat(machine.calls())
                .containsExactly(
                        "iptables -C DOCKER-USER -d 169.254.169.254/32 -j DROP",
                        "iptables -I DOCKER-USER -d 169.254.169.254/32 -j DROP");
    }

    @Test
    void ofAClustersMachineTheEnginesContainerAloneDoes() throws IOException {
        machine.plays("iptables", "[[ $1 != -C ]]");

        machine.with("CONCLAVE_ENGINE", "172.31.250.10")
                .run("conclave-firewall")
                .text();

        assertThat(machine.calls())
                .contains("iptables -I DOCKER-USER ! -s 172.31.250.10/32 -d 169.254.169.254/32 -j DROP");
    }

    @Test
    void aRuleThatIsThereIsNotDoubled() throws IOException {
        machine.plays("iptables", "exit 0");

        machine.with("CONCLAVE_ENGINE", "").run("conclave-firewall").text();

        assertThat(machine.calls()).hasSize(1);
    }

    // ---- containers

    @Test
    void aFirstStartMakesAKeyBetweenTheStoresAndTheNode() throws IOException {
        containers("postgres redis node nginx", "{\"keys\": []}");

        machine.run("conclave-compose", "start").text();

        assertThat(firstWords(machine.calls()))
                .containsExactly("up postgres redis", "ps", "run keys list", "run keys create", "up node nginx");
        assertThat(folder.resolve("first-key")).content().isEqualTo("the key\n");
    }

    @Test
    void whoHasAKeyGetsNoOther() throws IOException {
        containers("postgres redis node nginx", "{\"keys\": [{}]}");

        machine.run("conclave-compose", "start").text();

        assertThat(firstWords(machine.calls()))
                .containsExactly("up postgres redis", "ps", "run keys list", "up node nginx");
        assertThat(folder.resolve("first-key")).doesNotExist();
    }

    @Test
    void aMachineWithoutStoresStartsItsNodeAlone() throws IOException {
        containers("node nginx", "{\"keys\": []}");

        machine.run("conclave-compose", "start").text();

        assertThat(firstWords(machine.calls())).containsExactly("up node nginx");
    }

    @Test
    void aMachineWhoseContainersAreIllSaysSo() throws IOException {
        containers("node nginx", "{\"keys\": []}");
        machine.plays("docker", "exit 1");

        var outcome = machine.run("conclave-compose", "start");

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.stderr()).contains("not all of node nginx are healthy");
    }

    private Program.Outcome disk() {
        return machine.with("CONCLAVE_VOLUMES", folder.resolve("volumes").toString())
                .with("CONCLAVE_TRIES", "1")
                .run("conclave-disk");
    }

    /** A machine on Nitro with its own disk and one more volume, of that label; blank for none. */
    private void volume(String label) throws IOException {
        machine.plays("mountpoint", "exit 1");
        machine.plays("sleep", "");
        machine.plays(
                "lsblk",
                "echo '/dev/nvme0n1 disk  '; echo '/dev/nvme0n1p1 part /dev/nvme0n1 /'; echo '/dev/nvme1n1 disk  '; echo '/dev/loop0 loop  /snap/x'");
        machine.plays("blkid", """
                case "$*" in
                  "-L conclave-stores") [[ '%1$s' != conclave-stores ]] || echo /dev/nvme1n1 ;;
                  *LABEL*) echo '%1$s' ;;
                  *) [[ -n '%1$s' ]] || exit 2 ;;
                esac""".formatted(label));
        machine.plays("mkfs.ext4", "");
        machine.plays("mount", "");
    }

    private void containers(String services, String keys) throws IOException {
        Files.writeString(folder.resolve("machine.env"), """
                CONCLAVE_SERVICES="%s"
                CONCLAVE_OVERLAYS="compose.member.yaml"
                CONCLAVE_REGISTRY=""
                """.formatted(services));
        machine.with("CONCLAVE_MACHINE", folder.resolve("machine.env").toString())
                .with("CONCLAVE_HOME", folder.resolve("opt").toString())
                .with("CONCLAVE_FIRST_KEY", folder.resolve("first-key").toString());
        machine.plays("docker", """
                case "$*" in
                  *"keys list"*) echo '%s' ;;
                  *"keys create"*) echo 'the key' ;;
                esac""".formatted(keys));
    }

    /** Of each call of compose what it is to do, without the files and options it is done with. */
    private List<String> firstWords(List<String> calls) {
        var files = "docker compose --project-name conclave -f " + folder.resolve("opt")
                + "/current/docker/compose.yaml -f " + folder.resolve("compose.member.yaml") + " ";
        return calls.stream()
                .peek(call -> assertThat(call).startsWith(files))
                .map(call -> call.substring(files.length()))
                .map(call -> call.replaceAll(
                        " --wait-timeout 300| --json| --role viewer --label first| --status running --quiet node", ""))
                .map(call -> call.replaceAll(" --[a-zA-Z-]+", ""))
                .map(call -> call.replace("run node keys", "run keys"))
                .toList();
    }
}
