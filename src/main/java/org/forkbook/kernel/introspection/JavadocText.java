package org.forkbook.kernel.introspection;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.forkbook.chart.Markup;

/**
 * Converter of a documentation comment to HTML, Markdown or plain text: inline tags are replaced, parameters and
 * results become a list at the end.
 *
 * @param comment without stars at the starts of lines
 */
record JavadocText(String comment) {

    private static final Pattern BLOCK_TAG = Pattern.compile("(?m)^\\s*@(?=[a-zA-Z])");
    private static final Pattern INLINE_TAG = Pattern.compile("\\{@(\\w+)(?:\\s+((?:[^{}]|\\{[^{}]*\\})*))?\\}");
    private static final Pattern PREFORMATTED = Pattern.compile("(?is)<pre[^>]*>(.*?)</pre>");

    /** A block tag of a comment. */
    private record Block(String title, String text) {}

    private String body() {
        var tag = BLOCK_TAG.matcher(comment);
        return (tag.find() ? comment.substring(0, tag.start()) : comment).strip();
    }

    private List<Block> blocks() {
        var tag = BLOCK_TAG.matcher(comment);
        var starts = new ArrayList<Integer>();
        while (tag.find()) {
            starts.add(tag.end());
        }
        var blocks = new ArrayList<Block>();
        for (int i = 0; i < starts.size(); i++) {
            int end = i + 1 < starts.size() ? starts.get(i + 1) - 1 : comment.length();
            var words = comment.substring(starts.get(i), end).strip().split("\\s+", 2);
            var text = words.length < 2 ? "" : words[1].strip();
            var block = block(words[0], text);
            if (!block.title().isEmpty()) {
                blocks.add(block);
            }
        }
        return blocks;
    }

    private static Block block(String tag, String text) {
        return switch (tag) {
            case "param", "throws", "exception" -> {
                var words = text.split("\\s+", 2);
                var title = tag.equals("param") ? words[0] : "throws " + words[0];
                yield new Block(title, words.length < 2 ? "" : words[1]);
            }
            case "return" -> new Block("returns", text);
            case "since" -> new Block("since", text);
            case "see" ->
                new Block(
                        "see",
                        text.contains("<") ? text : text.replace('#', '.').replaceFirst("^\\.", ""));
            case "deprecated" -> new Block("deprecated", text);
            case "apiNote", "implNote", "implSpec" -> new Block("note", text);
            default -> new Block("", ""); // @author and the like.
        };
    }

    String html() {
        var html = new StringBuilder(inline(body(), "<code>", "</code>"));
        var blocks = blocks();
        if (!blocks.isEmpty()) {
            html.append("\n<dl>");
            for (var block : blocks) {
                html.append("\n<dt><code>").append(Markup.escape(block.title())).append("</code></dt><dd>");
                html.append(inline(block.text(), "<code>", "</code>")).append("</dd>");
            }
            html.append("\n</dl>");
        }
        return html.toString();
    }

    String markdown() {
        return text("`", "\n```\n", "**", "*");
    }

    String plain() {
        return text("", "\n", "", "");
    }

    /** The comment up to the first full stop that ends a sentence, on one line. */
    String firstSentence() {
        var text = withoutTags(inline(body(), "", ""), "", " ", "", "")
                .replaceAll("\\s+", " ")
                .strip();
        var sentences = BreakIterator.getSentenceInstance(Locale.ENGLISH);
        sentences.setText(text);
        int end = sentences.next();
        return end == BreakIterator.DONE ? text : text.substring(0, end).strip();
    }

    private String text(String code, String fence, String bold, String italic) {
        var text = new StringBuilder(withoutTags(inline(body(), code, code), code, fence, bold, italic));
        for (var block : blocks()) {
            text.append(text.isEmpty() ? "" : "\n").append(code.isEmpty() ? "  " : "- ");
            text.append(code).append(block.title()).append(code).append(": ");
            var words = withoutTags(inline(block.text(), code, code), code, fence, bold, italic);
            text.append(words.replaceAll("\\s+", " ").strip());
        }
        return text.toString().strip();
    }

    private static String inline(String text, String open, String close) {
        var once = replaceTags(text, open, close);
        return replaceTags(once, open, close); // A tag may have another in it.
    }

    private static String replaceTags(String text, String open, String close) {
        return INLINE_TAG.matcher(text).replaceAll(tag -> Matcher.quoteReplacement(replacement(tag, open, close)));
    }

    private static String replacement(MatchResult tag, String open, String close) {
        var content = tag.group(2) == null ? "" : tag.group(2).strip();
        return switch (tag.group(1)) {
            case "code" -> open + Markup.escape(content) + close;
            case "literal" -> Markup.escape(content);
            case "link" -> open + linked(content) + close;
            case "linkplain" -> linked(content);
            case "return" -> "Returns " + content + ".";
            case "systemProperty" -> open + content + close;
            case "index" -> content.split("\\s+", 2)[0];
            case "value" -> open + linked(content) + close;
            default -> ""; // {@inheritDoc} and {@docRoot} have nothing to show here.
        };
    }

    /** The text of a link: its label, or else its target. */
    private static String linked(String content) {
        int bracket = content.indexOf('(');
        int from = bracket < 0 ? 0 : Math.max(0, content.indexOf(')', bracket));
        int blank = -1;
        for (int i = from; i < content.length() && blank < 0; i++) {
            blank = Character.isWhitespace(content.charAt(i)) ? i : -1;
        }
        if (blank > 0) {
            return content.substring(blank).strip();
        }
        return content.startsWith("#") ? content.substring(1) : content.replace('#', '.');
    }

    private static String withoutTags(String html, String code, String fence, String bold, String italic) {
        var text = PREFORMATTED
                .matcher(html)
                .replaceAll(pre -> Matcher.quoteReplacement(fence
                        + pre.group(1)
                                .replace(code.isEmpty() ? "\u0000" : code, "")
                                .strip()
                        + fence));
        return text.replaceAll("(?i)\\s*<p\\s*/?>\\s*|\\s*</?(?:ul|ol|dl|table|blockquote)[^>]*>\\s*", "\n\n")
                .replaceAll("(?i)\\s*<(?:li|dt|tr)[^>]*>\\s*", "\n- ")
                .replaceAll("(?i)</?(?:b|strong)>", bold)
                .replaceAll("(?i)</?(?:i|em)>", italic)
                .replaceAll("(?i)</?(?:code|tt)>", code)
                .replaceAll("</?[a-zA-Z][^>]*>", "")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&nbsp;", " ")
                .replace("&quot;", "\"")
                .replaceAll("&#0*64;", "@")
                .replace("&amp;", "&")
                .replaceAll("(?m)^ (?=\\S)", "")
                .replaceAll("\n{3,}", "\n\n")
                .strip();
    }
}
