package planted.clock.agents;

import java.util.Random;
import java.util.function.LongSupplier;

/** A decision by lot; and a clock that hides in a method reference. */
public final class Gambler {
    /** Rolls. */
    public int roll() {
        return new Random().nextInt(6);
    }

    /** Looks like any other source of numbers. */
    public LongSupplier ticks() {
        return System::nanoTime;
    }
}
