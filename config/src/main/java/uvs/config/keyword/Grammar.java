package uvs.config.keyword;

import java.util.ArrayList;
import java.util.List;
import uvs.config.text.Diagnostics;

/// The whole table: what may stand in a keepalived.conf.
public final class Grammar {

    /// What may stand outside blocks.
    public static final Block FILE = RootKeywords.BLOCK;

    private static final List<Block> BLOCKS = FILE.withAllBelow();

    private Grammar() {
    }

    /// Every kind of block, the file itself first.
    public static List<Block> blocks() {
        return BLOCKS;
    }

    /// The names of the blocks in which a keyword of this name may stand.
    public static List<String> blocksWith(String keyword) {
        var names = new ArrayList<String>();
        for (Block block : BLOCKS) {
            if (block.body() == null && block.find(keyword) != null) {
                names.add(block.name());
            }
        }
        return names;
    }

    /// Takes one line whose keyword is known into its section.
    public static void read(
        ValueKeyword<?> keyword, Section section, Arguments arguments, Diagnostics diagnostics) {
        keyword.read(section, arguments, diagnostics);
    }

    /// Takes one line of a block of values into its section.
    public static void readLine(LinesKeyword<?> keyword, Section section, Arguments arguments) {
        keyword.read(section, arguments);
    }

    /// Opens a block inside a section. Answers null when its head is wrong, which is reported.
    public static Section open(
        SectionKeyword<?> keyword, Section section, Arguments arguments, long position,
        int order) {
        Object head = keyword.head().read(arguments);
        if (head == null) {
            return null;
        }
        arguments.adviseOfRest();
        if (keyword.isSingle() && section.has(keyword)) {
            return section.get(keyword).getFirst();
        }
        var opened = new Section(keyword.inner(), head, position, order);
        section.add(keyword, opened, position);
        return opened;
    }
}
