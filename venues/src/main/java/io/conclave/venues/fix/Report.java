package io.conclave.venues.fix;

import io.conclave.domain.unit.E8;
import io.conclave.domain.unit.Money;
import io.conclave.domain.unit.Quantity;
import java.math.BigDecimal;
import java.time.ZoneOffset;
import quickfix.FieldNotFound;
import quickfix.Message;
import quickfix.field.ClOrdID;
import quickfix.field.CommType;
import quickfix.field.Commission;
import quickfix.field.CumQty;
import quickfix.field.ExecID;
import quickfix.field.ExecType;
import quickfix.field.LastPx;
import quickfix.field.LastQty;
import quickfix.field.OrdRejReason;
import quickfix.field.OrdStatus;
import quickfix.field.OrigClOrdID;
import quickfix.field.SendingTime;
import quickfix.field.Side;
import quickfix.field.Symbol;
import quickfix.field.Text;
import quickfix.field.TransactTime;

/**
 * An ExecutionReport (8) as far as it matters here.
 *
 * @param id ExecID
 * @param request ClOrdID: the order, or the request to cancel or replace it
 * @param original OrigClOrdID; empty unless it answers such a request
 * @param type ExecType
 * @param status OrdStatus
 * @param rejection OrdRejReason; -1 if there is none
 * @param lastPriceE8 of a trade; 0 of anything else
 * @param atNanos TransactTime, or SendingTime where that is missing
 */
record Report(
        String id,
        String request,
        String original,
        char type,
        char status,
        int rejection,
        String symbol,
        char side,
        Quantity cumulated,
        Quantity last,
        long lastPriceE8,
        Money fee,
        long atNanos,
        String text) {

    /** @throws FieldNotFound what FIX requires is missing; the session tells the venue so */
    static Report of(Message message) throws FieldNotFound {
        return new Report(
                message.getString(ExecID.FIELD),
                text(message, ClOrdID.FIELD),
                text(message, OrigClOrdID.FIELD),
                message.getChar(ExecType.FIELD),
                message.getChar(OrdStatus.FIELD),
                message.isSetField(OrdRejReason.FIELD) ? message.getInt(OrdRejReason.FIELD) : -1,
                text(message, Symbol.FIELD),
                message.getChar(Side.FIELD),
                new Quantity(e8(message, CumQty.FIELD)),
                new Quantity(e8(message, LastQty.FIELD)),
                e8(message, LastPx.FIELD),
                fee(message),
                at(message),
                text(message, Text.FIELD));
    }

    /** Only what is told as an amount of money; by unit or percent it would be a guess. */
    private static Money fee(Message message) throws FieldNotFound {
        boolean absolute = message.isSetField(Commission.FIELD)
                && message.isSetField(CommType.FIELD)
                && message.getChar(CommType.FIELD) == CommType.ABSOLUTE;
        return new Money(absolute ? e8(message, Commission.FIELD) : 0);
    }

    private static long at(Message message) throws FieldNotFound {
        var at = message.isSetField(TransactTime.FIELD)
                ? message.getUtcTimeStamp(TransactTime.FIELD)
                : message.getHeader().getUtcTimeStamp(SendingTime.FIELD);
        var instant = at.toInstant(ZoneOffset.UTC);
        return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), 1_000_000_000L), instant.getNano());
    }

    private static long e8(Message message, int field) throws FieldNotFound {
        var value = message.isSetField(field) ? message.getDecimal(field) : BigDecimal.ZERO;
        return E8.parse(value.toPlainString());
    }

    private static String text(Message message, int field) throws FieldNotFound {
        return message.isSetField(field) ? message.getString(field) : "";
    }
}
