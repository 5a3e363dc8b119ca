package uvs.config.parse;

import java.util.Locale;
import uvs.config.keyword.Block;
import uvs.config.keyword.Grammar;
import uvs.config.keyword.Keyword;
import uvs.config.keyword.ValueKeyword;

/// The page of keywords, written out of the table that the reader reads by.
public final class KeywordPage {

    private KeywordPage() {
    }

    /// The whole page, in Markdown.
    public static String write() {
        var page = new StringBuilder("""
            # Keywords of keepalived.conf

            Every keyword that uvs knows, by the block that it stands in. This page is written out of the table that
            the reader itself uses; a test fails when it is stale.

            - **Tier**: A practically everybody has it, B common, C rare.
            - **Acted on**: whether uvs does what the keyword says. What is not acted on is still read and checked,
              and `uvs check` and the daemon's log name each place where it is used.
            - **New**: not in keepalived 2.2.7.

            | Block | Keywords | acted on |
            |---|---|---|
            """);
        for (Block block : Grammar.blocks()) {
            long acted = block.keywords().stream().filter(Keyword::isHonoured).count();
            page.append("| [").append(block.name()).append("](#").append(anchor(block)).append(") | ")
                .append(block.keywords().size()).append(" | ").append(acted).append(" |\n");
        }
        for (Block block : Grammar.blocks()) {
            page.append("\n## ").append(block.name()).append("\n\n");
            page.append(
                "| Keyword | Takes | Default | Tier | Acted on | Remarks |\n|---|---|---|---|---|---|\n");
            block.keywords().forEach(keyword -> row(page, keyword));
        }
        return page.toString();
    }

    private static String anchor(Block block) {
        return block.name().toLowerCase(Locale.ROOT).replace(' ', '-');
    }

    private static void row(StringBuilder page, Keyword<?> keyword) {
        page.append("| `").append(keyword.name()).append("` | ").append(keyword.description()).append(" | ")
            .append(keyword.defaultText()).append(" | ").append(keyword.tier()).append(" | ")
            .append(honoured(keyword)).append(" | ").append(remarks(keyword)).append(" |\n");
    }

    /// `yes`, `no`, or `only` with the values that are.
    static String honoured(Keyword<?> keyword) {
        Keyword<?> meant = keyword instanceof ValueKeyword<?> value && value.correct() != null
            ? value.correct() : keyword;
        return !meant.isHonoured() ? "no"
            : meant.honouredWords().isEmpty() ? "yes" : "only " + String.join(", ", meant.honouredWords());
    }

    static String remarks(Keyword<?> keyword) {
        var remarks = new StringBuilder(keyword.note());
        if (keyword instanceof ValueKeyword<?> value && value.isDeprecated() && keyword.note().isEmpty()) {
            remarks.append("old; write ").append(value.correct().name());
        }
        if (keyword.isRecent()) {
            remarks.append(remarks.isEmpty() ? "" : "; ").append("new");
        }
        return remarks.toString();
    }
}
