/**
 * How agents came to their votes, kept so that nobody can change it unseen.
 *
 * <p>{@link io.conclave.persistence.agentlog.AgentLogStore} writes, {@link io.conclave.persistence.agentlog.AgentLogReader}
 * reads, {@link io.conclave.persistence.agentlog.AgentLogAudit} finds what was altered,
 * {@link io.conclave.persistence.agentlog.AgentLogArchive} takes old rows out into a file, and
 * {@link io.conclave.persistence.agentlog.ArchiveAudit} vouches for such files.
 */
@NullMarked
package io.conclave.persistence.agentlog;

import org.jspecify.annotations.NullMarked;
