package planted.printing.agents;

/** Writes into somebody else's answer. */
public final class Chatty {
    /** Speaks. */
    public void speak() {
        System.out.println("hello");
    }
}
