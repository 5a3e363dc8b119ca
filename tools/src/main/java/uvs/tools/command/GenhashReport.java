package uvs.tools.command;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import uvs.healthcheck.check.PageDigest.Page;

/// What `genhash -v` prints of a page: all of it in hexadecimal, in the form of keepalived's.
final class GenhashReport {

    private static final int BYTES_A_LINE = 16;
    private static final int LONGEST_HEX = 3 * BYTES_A_LINE + 2;

    private GenhashReport() {
    }

    static void write(Page.Fetched page, String path, PrintWriter out) {
        out.println("-----------------------[    HTTP Header Buffer    ]-----------------------");
        dump(page.head(), out);
        out.println("-----------------------[ HTTP Header Ascii Buffer ]-----------------------");
        out.println(new String(page.head(), StandardCharsets.ISO_8859_1));
        out.println("-----------------------[        HTML Buffer        ]-----------------------");
        dump(page.body(), out);
        out.println();
        out.println("-----------------------[    HTML hash resulting    ]-----------------------");
        dump(HexFormat.of().parseHex(page.digest()), out);
        out.println("-----------------------[ HTML hash final resulting ]-----------------------");
        out.println(page.digest());
        out.println();
        out.println("Global response time for [" + path + "] = " + page.took().toNanos() / 1000 + " usecs");
    }

    private static void dump(byte[] bytes, PrintWriter out) {
        for (int from = 0; from < bytes.length; from += BYTES_A_LINE) {
            var hex = new StringBuilder();
            var text = new StringBuilder();
            for (int i = 0; i < BYTES_A_LINE; i++) {
                if (i == BYTES_A_LINE / 2) {
                    hex.append("- ");
                }
                if (from + i < bytes.length) {
                    byte octet = bytes[from + i];
                    hex.append(HexFormat.of().toHexDigits(octet)).append(' ');
                    text.append(octet >= ' ' && octet < 127 ? (char) octet : '.');
                } else {
                    hex.append("   ");
                    text.append(' ');
                }
            }
            out.println(String.format(Locale.ROOT, "%04d  %-" + LONGEST_HEX + "s  %s", from, hex, text));
        }
    }
}
