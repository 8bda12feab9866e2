package planted.messages;

/** A message that can change on its way. */
public class Mutable implements Message {}
