package io.conclave.benchmarks;

import exchange.core2.collections.objpool.ObjectsPool;
import exchange.core2.core.common.CoreSymbolSpecification;
import exchange.core2.core.common.MatcherEventType;
import exchange.core2.core.common.OrderAction;
import exchange.core2.core.common.OrderType;
import exchange.core2.core.common.SymbolType;
import exchange.core2.core.common.cmd.CommandResultCode;
import exchange.core2.core.common.cmd.OrderCommand;
import exchange.core2.core.common.cmd.OrderCommandType;
import exchange.core2.core.common.config.LoggingConfiguration;
import exchange.core2.core.orderbook.IOrderBook;
import exchange.core2.core.orderbook.OrderBookDirectImpl;
import exchange.core2.core.orderbook.OrderBookEventsHelper;

/** The same commands on exchange-core's fastest book, used as its own pipeline uses it: pooled orders, one command object. */
final class ExchangeCorePeer {
    private static final long USER = 1;
    private static final long ANY_PRICE = Long.MAX_VALUE >> 8;

    private final IOrderBook book;
    private final OrderCommand command = new OrderCommand();
    private final Fills fills;

    ExchangeCorePeer(Fills fills) {
        this.fills = fills;
        var terms = CoreSymbolSpecification.builder()
                .symbolId(1)
                .type(SymbolType.FUTURES_CONTRACT)
                .baseCurrency(1)
                .quoteCurrency(2)
                .baseScaleK(1)
                .quoteScaleK(1)
                .build();
        book = new OrderBookDirectImpl(
                terms,
                ObjectsPool.createDefaultTestPool(),
                OrderBookEventsHelper.NON_POOLED_EVENTS_HELPER,
                LoggingConfiguration.DEFAULT);
        command.symbol = 1;
        command.uid = USER;
        command.reserveBidPrice = ANY_PRICE;
    }

    IOrderBook book() {
        return book;
    }

    /** @throws NotMeasuredException if it refuses what ours takes */
    void carryOut(BookStream stream, int i) {
        command.orderId = stream.ids[i];
        command.price = stream.prices[i];
        command.size = stream.lots[i];
        command.action = stream.buys[i] ? OrderAction.BID : OrderAction.ASK;
        command.matcherEvent = null;
        switch (stream.kinds[i]) {
            case BookStream.WAIT -> place(OrderType.GTC);
            case BookStream.IMMEDIATE -> place(OrderType.IOC);
            case BookStream.CANCEL -> {
                command.command = OrderCommandType.CANCEL_ORDER;
                accepted(book.cancelOrder(command));
            }
            default -> {
                command.command = OrderCommandType.MOVE_ORDER;
                accepted(book.moveOrder(command));
            }
        }
        for (var event = command.matcherEvent; event != null; event = event.nextEvent) {
            if (event.eventType == MatcherEventType.TRADE) {
                fills.filled(event.matchedOrderId, command.orderId, event.price, event.size);
            }
        }
    }

    private void place(OrderType type) {
        command.command = OrderCommandType.PLACE_ORDER;
        command.orderType = type;
        book.newOrder(command);
    }

    private static void accepted(CommandResultCode code) {
        if (code != CommandResultCode.SUCCESS) {
            throw new NotMeasuredException("exchange-core does not take a command of the stream: " + code);
        }
    }

    /** Hears of fills. */
    interface Fills {
        void filled(long maker, long taker, long price, long lots);
    }
}
