package uvs.config.parse;

import java.util.List;
import java.util.Locale;
import uvs.config.keyword.Block;
import uvs.config.keyword.Grammar;
import uvs.config.keyword.Keyword;

/// The manual page uvs.conf(5), in the language of man(7), written out of the table that the reader reads by.
public final class KeywordManual {

    private KeywordManual() {
    }

    /// The whole page.
    ///
    /// @param version of the program
    public static String write(String version) {
        var page = new StringBuilder(".TH UVS.CONF 5 \"\" \"uvs " + roff(version) + "\" \"uvs\"\n");
        page.append("""
            .SH NAME
            uvs.conf \\- configuration of the userspace virtual server
            .SH DESCRIPTION
            The file is a keepalived.conf: blocks of keywords in braces, one keyword a line, comments behind
            .B #
            or
            .BR ! .
            .I /etc/uvs/uvs.conf
            is read by the service and, where there is one, by
            .BR "uvs run" ;
            else
            .I /etc/keepalived/keepalived.conf
            is.
            .B uvs check \\-f
            .I FILE
            tells all that is wrong with a file.
            .PP
            Each keyword below stands with what it takes, in the section of its block.
            .B Not acted on
            is what uvs reads and checks but does not do; the check and the log name each place of it.
            .SH FILES
            .TP
            .I /etc/uvs/uvs.conf
            the configuration
            .TP
            .I /etc/uvs/uvs.properties
            options of uvs run that keepalived does not know, as KEY=VALUE
            .TP
            .I /etc/default/uvs
            UVS_OPTIONS and UVS_JAVA_OPTIONS of the service
            """);
        for (Block block : Grammar.blocks()) {
            page.append(".SH \"").append(roff(block.name().toUpperCase(Locale.ROOT))).append("\"\n");
            block.keywords().forEach(keyword -> entry(page, keyword));
        }
        return page.append(".SH SEE ALSO\n.BR uvs (8)\n").toString();
    }

    private static void entry(StringBuilder page, Keyword<?> keyword) {
        page.append(".TP\n\\fB").append(roff(keyword.name())).append("\\fR ").append(roff(keyword.description()))
            .append('\n');
        String honoured = KeywordPage.honoured(keyword);
        String acted = switch (honoured) {
            case "yes" -> "";
            case "no" -> "Not acted on.";
            default -> "Acted on: " + honoured + '.';
        };
        String text = String.join(" ", List.of(defaults(keyword), remarks(keyword), acted)).strip();
        page.append(text.isEmpty() ? "\\&" : roff(text)).append('\n');
    }

    private static String defaults(Keyword<?> keyword) {
        String text = keyword.defaultText();
        return text.isEmpty() || text.equals("none") ? "" : "Default: " + text + '.';
    }

    private static String remarks(Keyword<?> keyword) {
        // Without the marks that are Markdown's.
        String text = KeywordPage.remarks(keyword).replace("`", "");
        return text.isEmpty() ? "" : Character.toUpperCase(text.charAt(0)) + text.substring(1) + '.';
    }

    /// Text as man(7) shows it unchanged.
    public static String roff(String text) {
        String escaped = text.replace("\\|", "|")
            .replace("\\", "\\e").replace("-", "\\-").replace("\"", "\\(dq");
        return escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped;
    }
}
