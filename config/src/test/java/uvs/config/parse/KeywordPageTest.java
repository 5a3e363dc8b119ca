package uvs.config.parse;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// `mvn -pl config test -Dtest=KeywordPageTest -Dkeywords.write=true` writes the page anew.
final class KeywordPageTest {

    private static final Path PAGE = Path.of("KEYWORDS.md");

    @Test
    void pageSaysWhatTheTableSays() throws IOException {
        if (Boolean.getBoolean("keywords.write")) {
            Files.writeString(PAGE, KeywordPage.write());
        }
        assertEquals(Files.readString(PAGE), KeywordPage.write(),
            "KEYWORDS.md is stale: run this test with -Dkeywords.write=true");
    }
}
