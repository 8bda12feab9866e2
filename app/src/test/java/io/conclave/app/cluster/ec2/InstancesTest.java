package io.conclave.app.cluster.ec2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InstancesTest {
    private final LocalAws aws =
            new LocalAws("10.0.0.3", List.of("10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4", "10.0.0.5"));

    @AfterEach
    void stop() {
        aws.close();
    }

    @Test
    void everyPageIsReadAndOnlyTheInstancesOwnAddressesAreTaken() throws InterruptedException {
        assertThat(instances(InstantSource.system()).running(LocalAws.TAG)).containsExactlyElementsOf(aws.instances);
        assertThat(aws.asked).as("pages of two").hasValue(3);
    }

    @Test
    void credentialsAreBorrowedOnceUntilShortlyBeforeTheyEnd() throws InterruptedException {
        var now = new Instant[] {Instant.now()};
        var instances = instances(() -> now[0]);

        instances.running(LocalAws.TAG);
        instances.running(LocalAws.TAG);
        assertThat(aws.lent).hasValue(1);

        now[0] = now[0].plus(aws.lends).minus(Duration.ofMinutes(4));
        aws.lends = aws.lends.multipliedBy(2);
        instances.running(LocalAws.TAG);
        assertThat(aws.lent).hasValue(2);
    }

    @Test
    void whoeverAsksTooOftenIsHeardALittleLater() throws InterruptedException {
        aws.throttled.set(2);

        assertThat(instances(InstantSource.system()).running(LocalAws.TAG)).hasSize(5);
        assertThat(aws.asked).hasValue(5);
    }

    @Test
    void thatItIsStillTooOftenIsSaid() {
        aws.throttled.set(100);

        refuses("EC2 does not tell which instances there are (RequestLimitExceeded: Request limit exceeded.)");
        assertThat(aws.asked).hasValue(4);
    }

    @Test
    void aRoleThatMayNotAskIsTold() {
        aws.status = 403;
        aws.instead = LocalAws.fault("UnauthorizedOperation", "You are not authorized.");

        refuses("EC2 does not tell which instances there are (UnauthorizedOperation: You are not authorized.);"
                + " allow the instance's role ec2:DescribeInstances");
        assertThat(aws.asked).as("nothing passes by itself").hasValue(1);
    }

    @Test
    void anInstanceThatDoesNotBearTheTagIsToldSo() {
        assertThatThrownBy(() -> instances(InstantSource.system()).running("other"))
                .isInstanceOf(Ec2Exception.class)
                .hasMessage(
                        "EC2 does not count this instance (10.0.0.3) among those with the tag conclave-cluster=other: [];"
                                + " tag it so, or wait until EC2 has noticed");
    }

    @Test
    void aDoctypeIsNotRead() {
        aws.instead = "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>"
                + "<DescribeInstancesResponse><nextToken>&x;</nextToken></DescribeInstancesResponse>";

        assertThatThrownBy(() -> instances(InstantSource.system()).running(LocalAws.TAG))
                .isInstanceOf(Ec2Exception.class)
                .hasMessageStartingWith("EC2 answered with something that is no XML, or has a doctype");
    }

    @Test
    void aPageOfSomethingElseIsNoList() {
        aws.instead = "<html><body>Welcome</body></html>";

        refuses("EC2 answered with a <html> instead of a list of instances");
    }

    @Test
    void whereThereIsNoMetadataThereIsNoEc2() {
        var address = aws.address();
        aws.close();

        assertThatThrownBy(() -> new Metadata(address, InstantSource.system()).credentials())
                .isInstanceOf(Ec2Exception.class)
                .hasMessage("The instance metadata at " + address
                        + " does not answer: is it an EC2 instance, with a hop limit of 2 if in a container?");
    }

    @Test
    void aSecretIsNeverPrinted() throws InterruptedException {
        assertThat(new Metadata(aws.address(), InstantSource.system()).credentials())
                .asString()
                .startsWith("Credentials[ASIALOCAL, until ")
                .doesNotContain("secret", "session");
    }

    private void refuses(String sentence) {
        assertThatThrownBy(() -> instances(InstantSource.system()).running(LocalAws.TAG))
                .isInstanceOf(Ec2Exception.class)
                .hasMessage(sentence);
    }

    private Instances instances(InstantSource clock) {
        var config = ConfigFactory.parseString("conclave.cluster { " + aws.settings() + " }")
                .withFallback(ConfigFactory.load())
                .resolve();
        return new Instances(Ec2Settings.from(config.getConfig("conclave.cluster.ec2")), clock);
    }
}
