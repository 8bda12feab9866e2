package io.conclave.app.cluster.ec2;

import io.conclave.app.cluster.ec2.AwsRequest.Parameter;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;

/** EC2's list of instances that bear a tag. Blocks: to be asked from a thread that may wait. */
final class Instances {
    private static final String VERSION = "2016-11-15";
    private static final String FORM = "application/x-www-form-urlencoded; charset=utf-8";
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final long MOST_BYTES = 8 * 1024 * 1024;
    private static final int PAGES = 50;
    private static final int ATTEMPTS = 4;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Set<String> PASSING = Set.of(
            "RequestLimitExceeded",
            "Throttling",
            "ThrottlingException",
            "InternalError",
            "Unavailable",
            "InternalFailure");

    private final Ec2Settings settings;
    private final Metadata metadata;
    private final InstantSource clock;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();

    Instances(Ec2Settings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
        this.metadata = new Metadata(settings.imds(), clock);
    }

    /**
     * The private addresses of those that run or begin to, this one's among them.
     *
     * @throws Ec2Exception if EC2 does not say, or does not count this instance among them
     */
    Set<String> running(String tagValue) throws InterruptedException {
        var region = settings.region().isPresent() ? settings.region().get() : metadata.region();
        var found = new LinkedHashSet<String>();
        Optional<String> next = Optional.empty();
        for (int page = 0; page < PAGES; page++) {
            var answer = InstancesXml.page(ask(region, parameters(tagValue, next)));
            found.addAll(answer.addresses());
            next = answer.next();
            if (next.isEmpty()) {
                requireOwn(found, tagValue);
                return found;
            }
        }
        throw new Ec2Exception(
                "EC2 names more than " + PAGES + " pages of instances with the tag " + settings.tagKey());
    }

    /** A node that is not on the list would wait for ever for a cluster that it must begin itself. */
    private void requireOwn(Set<String> found, String tagValue) throws InterruptedException {
        var own = metadata.privateAddress();
        if (!found.contains(own)) {
            throw new Ec2Exception("EC2 does not count this instance (" + own + ") among those with the tag "
                    + settings.tagKey() + "=" + tagValue + ": " + found + "; tag it so, or wait until EC2 has noticed");
        }
    }

    private List<Parameter> parameters(String tagValue, Optional<String> next) {
        var parameters = new ArrayList<>(List.of(
                new Parameter("Action", "DescribeInstances"),
                new Parameter("Version", VERSION),
                new Parameter("MaxResults", "100"),
                new Parameter("Filter.1.Name", "tag:" + settings.tagKey()),
                new Parameter("Filter.1.Value.1", tagValue),
                new Parameter("Filter.2.Name", "instance-state-name"),
                new Parameter("Filter.2.Value.1", "pending"),
                new Parameter("Filter.2.Value.2", "running")));
        next.ifPresent(token -> parameters.add(new Parameter("NextToken", token)));
        return parameters;
    }

    private byte[] ask(String region, List<Parameter> parameters) throws InterruptedException {
        for (int attempt = 1; ; attempt++) {
            var answer = send(region, AwsRequest.form(parameters));
            if (answer.statusCode() == 200) {
                return answer.body();
            }
            var fault = InstancesXml.fault(answer.body());
            boolean passes = answer.statusCode() >= 500
                    || answer.statusCode() == 429
                    || fault.filter(it -> PASSING.contains(it.code())).isPresent();
            if (!passes || attempt == ATTEMPTS) {
                throw refused(answer.statusCode(), fault);
            }
            // Not in step with the others, who were refused at the same moment.
            long pause = FIRST_PAUSE.toMillis() << attempt;
            Thread.sleep(pause / 2 + ThreadLocalRandom.current().nextLong(pause / 2));
        }
    }

    private HttpResponse<byte[]> send(String region, String body) throws InterruptedException {
        var address = settings.endpoint()
                .orElseGet(() -> URI.create("https://ec2." + region + ".amazonaws.com"))
                .resolve("/");
        try {
            return client.send(
                    signed(address, region, body),
                    HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), MOST_BYTES));
        } catch (IOException e) {
            throw new Ec2Exception(
                    "EC2 does not answer at " + address + ": may this instance reach it (443 out, or an endpoint"
                            + " of its own in the VPC)?",
                    e);
        }
    }

    private HttpRequest signed(URI address, String region, String body) throws InterruptedException {
        var credentials = metadata.credentials();
        var headers = new TreeMap<String, String>();
        headers.put("content-type", FORM);
        headers.put("host", address.getPort() < 0 ? address.getHost() : address.getHost() + ":" + address.getPort());
        headers.put(AwsSignature.DATE, AwsSignature.stamp(clock.instant()));
        headers.put("x-amz-security-token", credentials.session());
        var authorization = new AwsSignature(region, "ec2")
                .authorization(
                        new AwsRequest("POST", "/", List.of(), headers, body),
                        credentials.keyId(),
                        credentials.secret());
        var request = HttpRequest.newBuilder(address)
                .timeout(PATIENCE)
                .header("Authorization", authorization)
                .POST(HttpRequest.BodyPublishers.ofString(body));
        // The client writes the host by itself, in the same form.
        headers.remove("host");
        headers.forEach(request::header);
        return request.build();
    }

    private static Ec2Exception refused(int status, Optional<InstancesXml.Fault> fault) {
        var why = fault.map(it -> it.code() + ": " + it.message()).orElse("status " + status);
        var advice = fault.map(InstancesXml.Fault::code)
                .map(code -> switch (code) {
                    case "UnauthorizedOperation" -> "; allow the instance's role ec2:DescribeInstances";
                    case "AuthFailure", "SignatureDoesNotMatch", "RequestExpired" -> "; is this machine's clock right?";
                    default -> "";
                })
                .orElse("");
        return new Ec2Exception("EC2 does not tell which instances there are (" + why + ")" + advice);
    }
}
