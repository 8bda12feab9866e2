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
            "<!--|-->|<\\|"
                    + "|<\\s*+/?+\\s*+(script|style|iframe|img|div|span|system|assistant|user|instructions?|prompt)\\b"
                    + "|\\[/?inst\\]|<</?sys>>|display\\s*:\\s*none|!\\[[^\\]]{0,500}\\]\\(|data:text/",
            Pattern.CASE_INSENSITIVE);

    private static final String TAKE_BACK =
            "\\b(ignor\\w*|disregard\\w*|forget\\w*|overrid\\w*|bypass\\w*|supersed\\w*)\\b.{0,30}";

    /** Matched against lower-case text whose runs of space are single. */
    private static final List<Pattern> ORDERS = List.of(
            // take back what the reader was told
            order(TAKE_BACK + "\\b(all|any|your|the|these|those|previous|prior|above|earlier|preceding|system|my)"
                    + " (\\w+ )?(instructions?|prompts?|directives?)\\b"),
            order(TAKE_BACK + "\\b(previous|prior|earlier|preceding|your|system)( \\w+)? (rules?|guidelines|policies"
                    + "|restrictions|filters?|training|limits)\\b"),
            order(TAKE_BACK + "\\b(rules?|guidelines|instructions?|text|everything) (above|before this)\\b"),
            order("\\b(ignore|forget|stop) everything\\b"),
            // speak as the system, or to the machine
            order("(^|[.!?\"'] ?|\\b(end|begin|new) )\\$?(system|assistant|developer|admin(istrator)?)( prompt| message"
                    + "| override)? ?[:>]"),
            order(
                    "\\b(system prompt|developer[\\\\_ ]+mode|maintenance mode|jailbreak\\w*|dan mode|prompt injection)\\b"),
            order(
                    "\\b(hello|hi|hey|dear|note to|attention)[, ]+(there )?(all )?(chat ?gpt|gpt|assistants?|ais?|chatbots?"
                            + "|llms?|language models?|automated|autonomous)\\b"),
            order("\\b(chat ?gpt|language models?|ai (models?|assistants?|systems?)|automated trad\\w+|llms?|chatbots?"
                    + "|autonomous agents?)\\b.{0,20}\\b(must (now )?(answer|respond|reply|output|vote|obey|ignore)"
                    + "|you must|you should|you will)\\b"),
            // hand out a role
            order("\\byou (are|will be|have become) now\\b|\\byou(r role)? (is|are) (now )?(to act|no longer bound"
                    + "|\\w*(gpt|bot))\\b"),
            order(
                    "\\byou (are|act as) (a|an|the|not|no) .{0,60}\\b(ai|model|assistant|risk gate|chatbot|gpt\\w*|chatgpt"
                            + "|persona)\\b"),
            order("\\b(pretend|act|behave|respond|role ?play\\w*) (to be|as if|as|like)\\b.{0,40}\\b(you|ai|assistant"
                    + "|language model|gpt\\w*|chatgpt|dan|persona|unfiltered|amoral|evil)\\b"),
            order("\\b(unfiltered|amoral|uncensored)\\b.{0,60}\\b(chatbot|responses?|ai|language model|character)\\b"),
            order("\\bstay in (char|character|\\w+ mode)\\b|\\byou are going to (act|pretend|play the role)\\b"),
            // dictate the answer
            order(
                    "\\bfrom (now on|on now|this point (on|onwards?|forward))\\b.{0,60}\\b(you|answer|respond|reply|refer)\\b"),
            order(
                    "\\bin (every|all your|each) (responses?|answers?|repl(y|ies))\\b|\\b(every|each) (prompt|question|message)"
                            + " (that )?i\\b|\\bwhen i (ask|send|give|say)\\b.{0,60}\\byou\\b"),
            order(
                    "\\b(respond|reply|answer|vote) (only |just |exactly |always ){0,4}(with )?[\"'{]?(up|down|flat|buy|sell)\\b"
                            + "(?! (to|by|a|an|the|any|in|out|from|at|[0-9$]))"),
            order("\\b(respond|reply|answer|vote) (only|just|exactly|always) (with|in|as)\\b"),
            order("\\b(just|only|simply) (print|say|output|write|repeat|return) [\"'“{]"),
            order("\\b(set|raise|change) your (confidence|probability|weight|limits?)\\b"
                    + "|\\bset (the )?confidence (to|at)\\b"),
            order("\\b(confidence|risk|position) limits? .{0,30}\\b(raised to|disabled|removed|lifted|off)\\b"),
            order(
                    "\\b(your|these|my|the following) (new )?(instructions?( are|:)|task is|job is to|goal is|responses? must"
                            + "|answers? must)\\b"),
            order(
                    "\\bdo not (mention|reveal|disclose|cite)\\b.{0,30}\\b(this (note|text|message)|instructions?|evidence"
                            + "|prompt)\\b|\\bcite no evidence\\b"),
            order("\\bwhen (you are asked|asked|you) to? ?(summari[sz]e|read|process|analy[sz]e)\\b"),
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
                .replaceAll("[\\p{Cf}\\p{Cc}&&[^\\s]]+", "")
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
                        || (c < ' ' && c != '\n' && c != '\r' && c != '\t'));
    }
}
