package io.conclave.venues.fix;

import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.OrderTerms;
import io.conclave.domain.order.OrderTicket;
import io.conclave.domain.unit.E8;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import quickfix.Message;
import quickfix.field.Account;
import quickfix.field.ClOrdID;
import quickfix.field.ExecInst;
import quickfix.field.ExpireTime;
import quickfix.field.HandlInst;
import quickfix.field.MassStatusReqID;
import quickfix.field.MassStatusReqType;
import quickfix.field.MaxFloor;
import quickfix.field.OrdStatusReqID;
import quickfix.field.OrdType;
import quickfix.field.OrderQty;
import quickfix.field.OrigClOrdID;
import quickfix.field.Price;
import quickfix.field.Side;
import quickfix.field.StopPx;
import quickfix.field.Symbol;
import quickfix.field.TimeInForce;
import quickfix.field.TransactTime;
import quickfix.fix44.NewOrderSingle;
import quickfix.fix44.OrderCancelReplaceRequest;
import quickfix.fix44.OrderCancelRequest;
import quickfix.fix44.OrderMassStatusRequest;
import quickfix.fix44.OrderStatusRequest;

/** What we ask of a venue, in FIX 4.4. Amounts are written as they are, never through a double. */
final class Requests {
    private final String account;
    private final InstantSource clock;

    Requests(String account, InstantSource clock) {
        this.account = account;
        this.clock = clock;
    }

    Message submit(OrderTicket order, String code) {
        return order(new NewOrderSingle(), order, code);
    }

    Message replace(ClientOrderId original, OrderTicket replacement, String code) {
        var message = order(new OrderCancelReplaceRequest(), replacement, code);
        message.setString(OrigClOrdID.FIELD, original.value());
        return message;
    }

    Message cancel(String request, ClientOrderId order, ReportBook.Standing standing) {
        var message = new OrderCancelRequest();
        message.setString(ClOrdID.FIELD, request);
        message.setString(OrigClOrdID.FIELD, order.value());
        message.setString(Account.FIELD, account);
        message.setString(Symbol.FIELD, standing.code());
        message.setChar(Side.FIELD, side(standing.side()));
        message.setDecimal(OrderQty.FIELD, decimal(standing.quantity().e8()));
        message.setUtcTimeStamp(TransactTime.FIELD, now(), true);
        return message;
    }

    Message status(String request, ClientOrderId order, ReportBook.Standing standing) {
        var message = new OrderStatusRequest();
        message.setString(OrdStatusReqID.FIELD, request);
        message.setString(ClOrdID.FIELD, order.value());
        message.setString(Account.FIELD, account);
        message.setString(Symbol.FIELD, standing.code());
        message.setChar(Side.FIELD, side(standing.side()));
        return message;
    }

    Message open(String request) {
        var message = new OrderMassStatusRequest();
        message.setString(MassStatusReqID.FIELD, request);
        message.setInt(MassStatusReqType.FIELD, MassStatusReqType.STATUS_FOR_ALL_ORDERS);
        message.setString(Account.FIELD, account);
        return message;
    }

    private Message order(Message message, OrderTicket order, String code) {
        var terms = order.terms();
        message.setString(ClOrdID.FIELD, order.id().value());
        message.setString(Account.FIELD, account);
        message.setChar(HandlInst.FIELD, HandlInst.AUTOMATED_EXECUTION_ORDER_PRIVATE_NO_BROKER_INTERVENTION);
        message.setString(Symbol.FIELD, code);
        message.setChar(Side.FIELD, side(order.side()));
        message.setDecimal(OrderQty.FIELD, decimal(order.quantity().e8()));
        message.setUtcTimeStamp(TransactTime.FIELD, now(), true);
        message.setChar(OrdType.FIELD, type(terms));
        message.setChar(TimeInForce.FIELD, timeInForce(terms));
        terms.limit().ifPresent(limit -> message.setDecimal(Price.FIELD, decimal(limit.e8())));
        terms.stop().ifPresent(stop -> message.setDecimal(StopPx.FIELD, decimal(stop.e8())));
        terms.shown().ifPresent(shown -> message.setDecimal(MaxFloor.FIELD, decimal(shown.e8())));
        if (terms.goodTillNanos() > 0) {
            message.setUtcTimeStamp(
                    ExpireTime.FIELD,
                    LocalDateTime.ofInstant(Instant.ofEpochSecond(0, terms.goodTillNanos()), ZoneOffset.UTC),
                    true);
        }
        if (terms.postOnly()) {
            message.setString(ExecInst.FIELD, String.valueOf(ExecInst.PARTICIPATE_DONT_INITIATE));
        }
        return message;
    }

    private static char type(OrderTerms terms) {
        if (terms.stop().isPresent()) {
            return terms.limit().isPresent() ? OrdType.STOP_LIMIT : OrdType.STOP_STOP_LOSS;
        }
        return terms.limit().isPresent() ? OrdType.LIMIT : OrdType.MARKET;
    }

    private static char timeInForce(OrderTerms terms) {
        return switch (terms.timeInForce()) {
            case GTC -> TimeInForce.GOOD_TILL_CANCEL;
            case DAY -> TimeInForce.DAY;
            case GTD -> TimeInForce.GOOD_TILL_DATE;
            case IOC -> TimeInForce.IMMEDIATE_OR_CANCEL;
            case FOK -> TimeInForce.FILL_OR_KILL;
        };
    }

    private static char side(io.conclave.domain.order.Side side) {
        return switch (side) {
            case BUY -> Side.BUY;
            case SELL -> Side.SELL;
        };
    }

    private static BigDecimal decimal(long e8) {
        return new BigDecimal(E8.format(e8));
    }

    private LocalDateTime now() {
        return LocalDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
    }
}
