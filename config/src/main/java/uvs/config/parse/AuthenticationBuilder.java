package uvs.config.parse;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import uvs.config.VrrpInstance.Authentication;
import uvs.config.VrrpInstance.HmacKey;
import uvs.config.keyword.Section;
import uvs.config.keyword.VrrpKeywords;
import uvs.config.text.Diagnostics;
import uvs.config.text.Problem;

/// Makes the record of how an instance proves where its packets come from.
final class AuthenticationBuilder {

    private static final int PASSWORD_LENGTH = 8;

    private final Section section;
    private final String name;
    private final int version;
    private final boolean strict;
    private final Diagnostics diagnostics;

    AuthenticationBuilder(Section section, String name, int version, boolean strict, Diagnostics diagnostics) {
        this.section = section;
        this.name = name;
        this.version = version;
        this.strict = strict;
        this.diagnostics = diagnostics;
    }

    /// @param interval between packets, from which the time window comes
    Authentication make(Duration interval) {
        Optional<Section> hmac = section.get(VrrpKeywords.AUTH_HMAC).stream().findFirst();
        Optional<Section> old = section.get(VrrpKeywords.AUTHENTICATION_BLOCK).stream().findFirst();
        if (hmac.isPresent()) {
            if (old.isPresent()) {
                error(old.get().position(), "authentication does not go with auth_hmac, and is not used",
                    "take one of them out");
            }
            return hmac(hmac.get(), interval);
        }
        if (old.isEmpty()) {
            return new Authentication.None();
        }
        String password = password(old.get());
        Optional<String> type = old.get().given(VrrpKeywords.AUTH_TYPE);
        if (type.isEmpty()) {
            return new Authentication.None();
        }
        String refused = version == 3 ? "version 3 has no authentication"
            : strict ? "strict_mode has no authentication"
            : password.isEmpty() ? "authentication has no auth_pass" : "";
        if (!refused.isEmpty()) {
            warn(old.get().position(), refused + ", and " + name + " uses none", "take the block out");
            return new Authentication.None();
        }
        return type.get().equals("AH") ? new Authentication.AuthenticationHeader(password)
            : new Authentication.SimplePassword(password);
    }

    private String password(Section block) {
        String password = block.get(VrrpKeywords.AUTH_PASS, "");
        if (password.length() <= PASSWORD_LENGTH) {
            return password;
        }
        warn(block.positionOf(VrrpKeywords.AUTH_PASS), "auth_pass is cut at 8 characters, to '"
            + password.substring(0, PASSWORD_LENGTH) + "'", "write at most 8");
        return password.substring(0, PASSWORD_LENGTH);
    }

    private Authentication hmac(Section block, Duration interval) {
        List<HmacKey> keys = block.get(VrrpKeywords.KEY, List.of());
        if (keys.isEmpty()) {
            error(block.position(), "auth_hmac has no key, and is not used",
                "write key 1 and 32 to 64 characters");
            return new Authentication.None();
        }
        int active = block.get(VrrpKeywords.ACTIVE_KEY, keys.getFirst().id());
        if (keys.stream().noneMatch(key -> key.id() == active)) {
            error(block.positionOf(VrrpKeywords.ACTIVE_KEY), "there is no key " + active
                + ", and auth_hmac is not used", "write the key, or another number");
            return new Authentication.None();
        }
        Duration window = interval.multipliedBy(3);
        Duration least = Duration.ofSeconds(5);
        return new Authentication.Hmac(
            keys, active, block.get(VrrpKeywords.TIME_WINDOW,
                window.compareTo(least) < 0 ? least : Duration.ofSeconds((window.toMillis() + 999) / 1_000)),
            block.get(VrrpKeywords.ANTI_REPLAY), block.get(VrrpKeywords.HMAC_MODE));
    }

    private void error(long position, String text, String cure) {
        diagnostics.report(Problem.GENERAL_ERROR, position, text, cure);
    }

    private void warn(long position, String text, String cure) {
        diagnostics.report(Problem.WARNING, position, text, cure);
    }
}
