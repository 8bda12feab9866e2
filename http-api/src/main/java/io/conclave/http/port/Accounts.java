package io.conclave.http.port;

import io.conclave.http.view.AccountView;
import io.conclave.http.view.EquityPoint;
import io.conclave.http.view.PositionView;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** What the account owns and what it was worth. */
public interface Accounts {
    CompletionStage<AccountView> account();

    /** By symbol; instruments once traded stay, with their realised profit. */
    CompletionStage<List<PositionView>> positions();

    /** Oldest first; the newest when there are more than the span's limit. */
    CompletionStage<List<EquityPoint>> equity(Span span);
}
