/**
 * How agents came to their votes, kept so that nobody can change it unseen.
 *
 * <p>{@link io.conclave.persistence.agentlog.AgentLogStore} writes, {@link io.conclave.persistence.agentlog.AgentLogReader}
 * reads, {@link io.conclave.persistence.agentlog.AgentLogAudit} finds what was altered.
 */
@NullMarked
package io.conclave.persistence.agentlog;

import org.jspecify.annotations.NullMarked;
