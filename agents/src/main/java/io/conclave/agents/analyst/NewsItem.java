package io.conclave.agents.analyst;

import io.conclave.domain.market.Symbol;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One piece of news, as it came over a wire. Its text was written by strangers.
 *
 * @param id the first 16 hex digits of the SHA-256 of when it was published, source, headline, body and symbols: the same
 *     news brought twice has one id; brought again for another symbol it is another item, known from then on
 * @param publishedNanos when its source says it was published, UTC epoch nanoseconds
 * @param ingestedNanos when we had it, UTC epoch nanoseconds, not before it was published; the only time that decides
 *     whether it was known
 * @param body may be empty
 * @param symbols what the feed says it concerns, ascending; feeds are often wrong
 */
public record NewsItem(
        String id,
        long publishedNanos,
        long ingestedNanos,
        String source,
        String headline,
        String body,
        List<Symbol> symbols) {
    public NewsItem {
        if (headline.isBlank()) {
            throw new IllegalArgumentException("News needs a headline");
        }
        if (!isStorable(source) || !isStorable(headline) || !isStorable(body)) {
            throw new IllegalArgumentException("News must be whole Unicode characters, none of them U+0000");
        }
        if (ingestedNanos < publishedNanos) {
            throw new IllegalArgumentException("News cannot be ingested before it is published");
        }
        symbols = symbols.stream().distinct().sorted().toList();
    }

    /** News with the id that follows from its content. */
    public static NewsItem of(
            long publishedNanos,
            long ingestedNanos,
            String source,
            String headline,
            String body,
            List<Symbol> symbols) {
        return new NewsItem(
                hash(publishedNanos, source, headline, body, symbols).substring(0, 16),
                publishedNanos,
                ingestedNanos,
                source,
                headline,
                body,
                symbols);
    }

    /** SHA-256, hex, of all but its id and when it was ingested: the same news brought twice has one. */
    public String contentHash() {
        return hash(publishedNanos, source, headline, body, symbols);
    }

    private static String hash(long publishedNanos, String source, String headline, String body, List<Symbol> symbols) {
        String about = symbols.stream().distinct().sorted().map(Symbol::name).collect(Collectors.joining(" "));
        String content = String.join("\n", Long.toString(publishedNanos), source, headline, body, about);
        return Sha256.hex(content.getBytes(StandardCharsets.UTF_8));
    }

    /** Half a character or a zero: no two stores keep those alike. */
    private static boolean isStorable(String text) {
        return text.indexOf('\0') < 0 && StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }

    /** Headline and body together. */
    String text() {
        return body.isBlank() ? headline : headline + ". " + body;
    }
}
