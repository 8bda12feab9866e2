package io.conclave.agents.analyst;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Looks for text that talks to the reader's machine instead of telling news: orders, roles, hidden markup.
 *
 * <p>It is a sieve, not a wall. What it catches is set aside and counted; what slips through is still only evidence,
 * whose weight and whose effect on a vote are bounded. It reads no meaning, so the same text always gets the same answer.
 * How much it catches, and how often it cries wolf: {@code agents/README.md}.
 */
final class InjectionScreen {
    /** Longer runs without a space are payloads, not prose. */
    private static final Pattern PAYLOAD = Pattern.compile("[A-Za-z0-9+/=]{120,}");

    private static final Pattern MARKUP = Pattern.compile(
            "<!--|-->|<\\s*/?\\s*(script|style|iframe|img|div|span|system|assistant|user|instructions?|prompt)\\b"
                    + "|<\\|[^|>]{1,40}\\|>|\\[/?inst\\]|<</?sys>>|display\\s*:\\s*none|!\\[[^\\]]*\\]\\(|data:text/",
            Pattern.CASE_INSENSITIVE);

    private static final List<Pattern> ORDERS = List.of(
            // take back what the reader was told
            order("\\b(ignor\\w*|disregard\\w*|forget\\w*|overrid\\w*|bypass\\w*|supersed\\w*)\\b.{0,40}"
                    + "\\b(instructions?|rules?|prompts?|guidelines|directives?|previous|prior|above|policies|filters?"
                    + "|restrictions)\\b"),
            // speak as the system, or hand out a role
            order("(^|[.!?\"'\\n] ?|\\b(end|begin|new) )(system|assistant|developer|admin(istrator)?)( prompt| message"
                    + "| override)? ?[:>]"),
            order("\\b(system prompt|developer mode|maintenance mode|jailbreak\\w*|dan mode|prompt injection)\\b"),
            order("\\byou are (now )?(a|an|the|going to|in|no longer|free|not bound|chatgpt|gpt\\w*|dan)\\b.{0,60}"
                    + "\\b(ai|model|assistant|gate|mode|bot|chatbot|gpt\\w*|chatgpt|dan|character|persona|act|pretend"
                    + "|machine|intelligence|rules|limits)\\b"),
            order("\\b(pretend|act|behave|respond|answer|role ?play\\w*|simulat\\w*) (to be|as|like|as if)\\b.{0,40}"
                    + "\\b(you|ai|assistant|model|gpt\\w*|chatgpt|dan|character|persona|unfiltered|amoral|evil)\\b"),
            order(
                    "\\b(chatgpt|language models?|ai (models?|assistants?|systems?|language model)|automated (trad\\w+"
                            + "|systems?|traders?)|llms?|chatbots?|autonomous agents?)\\b.{0,60}"
                            + "\\b(must|should|shall|will now|respond|answer|reply|output|summari[sz]e|follow|obey|ignore|vote)\\b"),
            // dictate the answer
            order("\\b(from now on|for the rest of (this|our) (conversation|chat)|in every response|in all your"
                    + " (responses|answers))\\b.{0,80}\\b(you|answer|respond|reply|act)\\b"),
            order("\\b(respond|reply|answer|output|vote|print|return|say)\\b (only |just |exactly |always |me )*"
                    + "(with|in|the|as|\\{|\")? ?\\b(only|exactly|up|down|flat|buy|sell|yes|json|probability|certainty"
                    + "|the (following|phrase|word|words|string))\\b"),
            order("\\b(vote|votes|voting) (up|down|flat|buy|sell)\\b"),
            order("\\b(set|raise|change) (your|its|the) (confidence|probability|weight|limits?) (to|at)\\b"),
            order("\\b(confidence|risk|position) limits? .{0,30}\\b(raised|disabled|removed|lifted|off)\\b"),
            order(
                    "\\b(your|these|my|the following) (new )?(instructions?|task is|job is to|goal is|responses? (must|should"
                            + "|will)|answers? (must|should|will))\\b"),
            order(
                    "\\bdo not (mention|reveal|disclose|tell|cite|refuse|follow)\\b.{0,40}\\b(this|note|instructions?|user"
                            + "|evidence|prompt)\\b"),
            order("\\b(cite no|without citing) evidence\\b"),
            order("\\bwhen (you|asked to) (summari[sz]e|read|process|analy[sz]e)\\b"),
            order("\\{ ?\"?(down|flat|up|confidence|vote)\"? ?:"));

    private InjectionScreen() {}

    private static Pattern order(String regex) {
        return Pattern.compile(regex);
    }

    /**
     * Why the text is not taken as news; empty for ordinary text.
     *
     * @return a few words for logs, that repeat nothing of the text itself
     */
    static Optional<String> objection(String text) {
        if (hidesCharacters(text)) {
            return Optional.of("invisible characters");
        }
        if (MARKUP.matcher(text).find()) {
            return Optional.of("markup in what should be plain text");
        }
        if (PAYLOAD.matcher(text).find()) {
            return Optional.of("an encoded payload");
        }
        String plain = Normalizer.normalize(text, Normalizer.Form.NFKC)
                .toLowerCase(Locale.ROOT)
                .replace('’', '\'')
                .replaceAll("\\p{Cf}+", "")
                .replaceAll("[\\s\\u00A0]+", " ");
        for (var pattern : ORDERS) {
            if (pattern.matcher(plain).find()) {
                return Optional.of("an instruction to the reader");
            }
        }
        return Optional.empty();
    }

    /**
     * Tag characters, direction overrides and joiners have no business in a headline. A soft hyphen, a zero-width space
     * or a mark of direction slips in when pages are copied: those are only taken out before the text is matched.
     */
    private static boolean hidesCharacters(String text) {
        return text.codePoints()
                .anyMatch(c -> (Character.getType(c) == Character.FORMAT
                                && c != 0xAD
                                && c != 0xFEFF
                                && c != 0x200B
                                && c != 0x200E)
                        || Character.getType(c) == Character.PRIVATE_USE
                        || (Character.isISOControl(c) && c != '\n' && c != '\r' && c != '\t'));
    }
}
