package planted.money.domain;

/** Money that rounds. */
public record Purse(double cashLeft) {}
