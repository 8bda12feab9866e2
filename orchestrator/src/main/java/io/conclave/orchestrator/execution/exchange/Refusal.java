package io.conclave.orchestrator.execution.exchange;

/** Why the exchange does not do what it is asked to. */
enum Refusal {
    UNKNOWN_INSTRUMENT("This exchange does not trade that instrument"),
    OFF_TICK("A price lies between two ticks of the instrument"),
    OFF_LOT("The quantity is not a whole number of the instrument's lots"),
    OUT_OF_RANGE("A price or quantity is larger than a book of this exchange takes"),
    UNDER_MINIMUM("The order is worth less than the instrument's minimum"),
    HALTED("The instrument does not trade at the moment"),
    TOO_LATE("The moment it is good till has passed"),
    WOULD_TRADE("It is post-only and would trade at once"),
    BUYING_POWER("The account has not the buying power for it"),
    NOT_HELD("A cash account sells only what it holds"),
    FULL("The book holds as many orders as it can"),
    UNKNOWN_ORDER("No order of that id is open"),
    ANOTHER_INSTRUMENT("A replacement is of the same instrument and side as what it replaces"),
    ALREADY_TRADED("As much as that has traded already");

    private final String sentence;

    Refusal(String sentence) {
        this.sentence = sentence;
    }

    String sentence() {
        return sentence;
    }
}
