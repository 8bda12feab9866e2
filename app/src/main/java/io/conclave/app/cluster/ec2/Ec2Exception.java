package io.conclave.app.cluster.ec2;

/** EC2 or the instance's metadata service did not say who the peers are: one sentence tells who did not, and what to look at. */
public final class Ec2Exception extends RuntimeException {
    private static final long serialVersionUID = 1;

    Ec2Exception(String sentence) {
        super(sentence);
    }

    Ec2Exception(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
