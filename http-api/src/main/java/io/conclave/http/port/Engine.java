package io.conclave.http.port;

/** Everything the API asks of the engine. */
public record Engine(
        Decisions decisions,
        Agents agents,
        Accounts accounts,
        Markets markets,
        OrderFeed orders,
        Node node,
        Votes votes,
        Jobs jobs,
        Orders desk,
        KillSwitch killSwitch,
        Risk risk,
        News news) {}
