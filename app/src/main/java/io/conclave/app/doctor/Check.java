package io.conclave.app.doctor;

import java.util.List;

/** One look that the doctor takes: it changes nothing, and tells what fails as a finding instead of throwing. */
@FunctionalInterface
public interface Check {
    List<Finding> look();
}
