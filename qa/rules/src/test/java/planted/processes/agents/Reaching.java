package planted.processes.agents;

import com.sun.jna.NativeLibrary;

final class Reaching {
    private Reaching() {}

    static void intoC() {
        NativeLibrary.getInstance("c").getFunction("getpid");
    }
}
