package planted.messages;

/** What stored events implement. */
public interface Stored extends Message {}
