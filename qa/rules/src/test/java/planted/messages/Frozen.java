package planted.messages;

/** An event that is no record. */
public enum Frozen implements Stored {
    SOLID
}
