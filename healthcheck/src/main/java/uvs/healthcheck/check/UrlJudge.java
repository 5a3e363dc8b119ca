package uvs.healthcheck.check;

import java.util.Optional;
import java.util.regex.PatternSyntaxException;
import uvs.config.HealthChecker.Url;
import uvs.config.Range;

/// Judges the reply to one URL: its status, its digest, what it says. One instance serves all runs.
final class UrlJudge {

    private static final Range SUCCESSFUL = Range.of(200, 299);

    private final Url url;
    private final Optional<BodyRegex> regex;
    private final int kept;

    UrlJudge(Url url) throws PatternSyntaxException {
        this(url, url.regex().isPresent() ? BodyRegex.LONGEST_BODY : 0);
    }

    /// @param kept how many bytes of a body to keep
    UrlJudge(Url url, int kept) throws PatternSyntaxException {
        this.url = url;
        this.kept = kept;
        this.regex = url.regex().map(BodyRegex::new);
    }

    /// A reply to be filled, which keeps what will be judged.
    HttpReply reply() {
        return new HttpReply(kept);
    }

    /// The status is judged whatever else is, and as soon as it is known.
    Optional<Outcome> judgeStatus(int status) {
        boolean good = url.statusCodes().isEmpty() ? SUCCESSFUL.contains(status)
            : url.statusCodes().stream().anyMatch(range -> range.contains(status));
        return good ? Optional.empty() : Optional.of(Outcome.of(Reason.WRONG_STATUS, String.valueOf(status)));
    }

    /// The body is judged when all of it is there.
    Outcome judgeBody(HttpReply reply) {
        if (url.digest().isPresent()) {
            String digest = reply.digest();
            if (!digest.equals(url.digest().get())) {
                return Outcome.of(Reason.WRONG_DIGEST, digest);
            }
        }
        Outcome outcome = regex.map(r -> r.judge(reply.body())).orElse(Outcome.of(Reason.OK));
        boolean cut = reply.bodyLength() > BodyRegex.LONGEST_BODY;
        return outcome.reason() == Reason.REGEX_ABSENT && cut
            ? Outcome.of(Reason.REGEX_TOO_FAR, "not in the first " + BodyRegex.LONGEST_BODY + " bytes") : outcome;
    }
}
