package uvs.tools.manual;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import uvs.config.keyword.Block;
import uvs.config.keyword.Grammar;
import uvs.config.keyword.Keyword;
import uvs.tools.Main;

final class ManualPagesTest {

    /// What of man(7) the pages use; any other line with a dot in front would be swallowed.
    private static final Set<String> REQUESTS =
        Set.of(".TH", ".SH", ".SS", ".TP", ".PP", ".br", ".B", ".I", ".BR");
    private static final Pattern BACKSLASH = Pattern.compile("\\\\(?!e|-|&|fB|fI|fR|\\(dq)");

    @Test
    void everyOptionOfEveryCommandIsThere() {
        List<String> page = lines(ManualPages.program());
        for (CommandLine command : Main.commandLine().getSubcommands().values()) {
            assertTrue(page.contains(".SS \"uvs " + command.getCommandName() + "\""), command.getCommandName());
            for (OptionSpec option : command.getCommandSpec().options()) {
                String name = option.longestName().replace("-", "\\-");
                assertTrue(option.hidden() || option.usageHelp() || option.versionHelp()
                    || page.stream().anyMatch(line -> line.startsWith("\\fB") && line.contains(name)), name);
            }
        }
    }

    @Test
    void everyKeywordIsThereWithWhetherItIsActedOn() {
        List<String> page = lines(ManualPages.configuration());
        int at = 0;
        for (Block block : Grammar.blocks()) {
            for (Keyword<?> keyword : block.keywords()) {
                String start = "\\fB" + keyword.name().replace("-", "\\-") + "\\fR ";
                while (at < page.size() && !page.get(at).startsWith(start)) {
                    at++;
                }
                assertTrue(at < page.size(), "the page ends before " + keyword.name() + " of " + block.name());
                boolean not = page.get(at + 1).contains("Not acted on.");
                assertTrue(!not || !keyword.isHonoured(), keyword.name());
            }
        }
    }

    @Test
    void nothingOfItIsSwallowed() {
        for (String page : List.of(ManualPages.program(), ManualPages.configuration())) {
            assertEquals(List.of(), lines(page).stream()
                .filter(line -> line.startsWith("'")
                    || line.startsWith(".") && !REQUESTS.contains(line.split(" ", 2)[0])
                    || BACKSLASH.matcher(line).find())
                .toList());
        }
    }

    private static List<String> lines(String page) {
        return page.lines().toList();
    }
}
