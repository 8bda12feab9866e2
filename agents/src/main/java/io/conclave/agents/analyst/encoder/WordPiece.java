package io.conclave.agents.analyst.encoder;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * BERT's uncased tokenizer: text to the ids the network was trained on.
 *
 * <p>Lower case, no accents, punctuation and Chinese characters stand alone, and each word is the longest pieces the
 * vocabulary has, from the left. After Devlin et al., <i>BERT</i> (2019) and its reference tokenizer; plain Java, because
 * the usual native library costs 18 MB and says nothing else (docs/adr/0010-embeddings.md).
 */
final class WordPiece {
    /** A longer word is unknown, as in the reference. */
    private static final int LONGEST_WORD = 100;

    private static final Pattern ACCENTS = Pattern.compile("\\p{Mn}+");

    private final Map<String, Integer> vocabulary;
    private final int start;
    private final int end;
    private final int unknown;

    private WordPiece(Map<String, Integer> vocabulary) {
        this.vocabulary = vocabulary;
        this.start = id("[CLS]");
        this.end = id("[SEP]");
        this.unknown = id("[UNK]");
    }

    /**
     * Reads the vocabulary out of a tokenizer description.
     *
     * @param json a Hugging Face {@code tokenizer.json}; only {@code model.vocab} is read
     */
    static WordPiece read(InputStream json) throws IOException {
        Map<String, Integer> vocabulary = new HashMap<>(48_000);
        try (var parser = new JsonFactory().createParser(json)) {
            while (parser.nextToken() != null) {
                if (parser.currentToken() == JsonToken.FIELD_NAME
                        && parser.currentName().equals("vocab")) {
                    parser.nextToken();
                    while (parser.nextToken() == JsonToken.FIELD_NAME) {
                        String piece = parser.currentName();
                        vocabulary.put(piece, parser.nextIntValue(-1));
                    }
                    break;
                }
            }
        }
        return new WordPiece(vocabulary);
    }

    /**
     * The ids of a text, between the mark of its start and of its end.
     *
     * @param most how many ids at most, marks included; at least 2, the rest of the text is cut off
     */
    int[] encode(String text, int most) {
        int[] ids = new int[most];
        int count = 0;
        ids[count++] = start;
        for (String word : words(clean(text))) {
            for (int piece : pieces(word)) {
                if (count == most - 1) {
                    break;
                }
                ids[count++] = piece;
            }
        }
        ids[count++] = end;
        return Arrays.copyOf(ids, count);
    }

    private int id(String piece) {
        Integer id = vocabulary.get(piece);
        if (id == null) {
            throw new IllegalStateException("The tokenizer's vocabulary has no " + piece + ": it is not BERT's");
        }
        return id;
    }

    /** Drops what cannot be seen, spaces what must stand alone, lowers case and takes the accents off. */
    private static String clean(String text) {
        var kept = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            if (isSpace(c)) {
                kept.append(' ');
            } else if (isChinese(c)) {
                kept.append(' ').appendCodePoint(c).append(' ');
            } else if (!isInvisible(c)) {
                kept.appendCodePoint(c);
            }
        });
        String bare =
                ACCENTS.matcher(Normalizer.normalize(kept, Normalizer.Form.NFD)).replaceAll("");
        return bare.toLowerCase(Locale.ROOT);
    }

    private static List<String> words(String clean) {
        List<String> words = new ArrayList<>();
        var word = new StringBuilder();
        clean.codePoints().forEach(c -> {
            if (c == ' ' || isPunctuation(c)) {
                if (!word.isEmpty()) {
                    words.add(word.toString());
                    word.setLength(0);
                }
                if (c != ' ') {
                    words.add(Character.toString(c));
                }
            } else {
                word.appendCodePoint(c);
            }
        });
        if (!word.isEmpty()) {
            words.add(word.toString());
        }
        return words;
    }

    /** Longest match first, from the left; one part that is not known makes the whole word unknown. */
    private List<Integer> pieces(String word) {
        if (word.codePointCount(0, word.length()) > LONGEST_WORD) {
            return List.of(unknown);
        }
        List<Integer> pieces = new ArrayList<>();
        int from = 0;
        while (from < word.length()) {
            int to = word.length();
            Integer id = null;
            while (to > from) {
                id = vocabulary.get(from == 0 ? word.substring(0, to) : "##" + word.substring(from, to));
                if (id != null) {
                    break;
                }
                to--;
            }
            if (id == null) {
                return List.of(unknown);
            }
            pieces.add(id);
            from = to;
        }
        return pieces;
    }

    private static boolean isSpace(int c) {
        return Character.isWhitespace(c) || Character.getType(c) == Character.SPACE_SEPARATOR;
    }

    private static boolean isInvisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.PRIVATE_USE,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> true;
            default -> c == 0xFFFD;
        };
    }

    /** All of ASCII that is neither letter, digit nor space counts, as {@code $} and {@code +} do. */
    private static boolean isPunctuation(int c) {
        if (c < 128) {
            return c > ' ' && c != 127 && !Character.isLetterOrDigit(c);
        }
        return switch (Character.getType(c)) {
            case Character.CONNECTOR_PUNCTUATION,
                    Character.DASH_PUNCTUATION,
                    Character.START_PUNCTUATION,
                    Character.END_PUNCTUATION,
                    Character.INITIAL_QUOTE_PUNCTUATION,
                    Character.FINAL_QUOTE_PUNCTUATION,
                    Character.OTHER_PUNCTUATION -> true;
            default -> false;
        };
    }

    private static boolean isChinese(int c) {
        return (c >= 0x4E00 && c <= 0x9FFF)
                || (c >= 0x3400 && c <= 0x4DBF)
                || (c >= 0x20000 && c <= 0x2A6DF)
                || (c >= 0x2A700 && c <= 0x2CEAF)
                || (c >= 0xF900 && c <= 0xFAFF)
                || (c >= 0x2F800 && c <= 0x2FA1F);
    }
}
