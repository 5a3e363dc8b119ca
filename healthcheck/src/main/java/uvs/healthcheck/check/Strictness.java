package uvs.healthcheck.check;

import java.util.Arrays;
import java.util.List;

/// Where checks ask for more than keepalived's do. Nothing in a keepalived.conf says so.
///
/// @param certificates  `SSL_GET` wants a certificate that is valid, for the virtual host if one is named, and signed
///                      by the `ca` of the block `SSL`, or else by an authority that the Java platform trusts
/// @param dnsAnswers    `DNS_CHECK` wants an answer to the very question, with a record of the type asked for
/// @param udpReplies    `UDP_CHECK` wants a reply also without `require_reply`
public record Strictness(boolean certificates, boolean dnsAnswers, boolean udpReplies) {

    /// As keepalived.
    public static final Strictness NONE = new Strictness(false, false, false);

    private static final List<String> WORDS = List.of("certificates", "dns", "udp");

    /// Reads a list such as `certificates,dns`.
    ///
    /// @throws IllegalArgumentException with the words there are
    public static Strictness parse(String text) {
        List<String> given = Arrays.stream(text.split("[ ,]+")).filter(word -> !word.isEmpty()).toList();
        for (String word : given) {
            if (!WORDS.contains(word)) {
                throw new IllegalArgumentException("strict-checks has no " + word + "; write a list of "
                    + String.join(", ", WORDS));
            }
        }
        return new Strictness(given.contains("certificates"), given.contains("dns"), given.contains("udp"));
    }
}
