/** Peers by the tags of their EC2 instances, asked for without an SDK. */
@NullMarked
package io.conclave.app.cluster.ec2;

import org.jspecify.annotations.NullMarked;
