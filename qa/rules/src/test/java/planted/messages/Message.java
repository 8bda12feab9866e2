package planted.messages;

/** What messages implement. */
public interface Message {}
