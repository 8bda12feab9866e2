package planted.cycle.agents.deep;

import planted.cycle.agents.One;

/** Half of a cycle. */
public interface Other {
    One one();
}
