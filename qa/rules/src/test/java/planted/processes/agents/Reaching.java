package planted.processes.agents;

import com.sun.jna.NativeLibrary;

/** Native code behind nobody's door. */
public record Reaching(NativeLibrary library) {}
