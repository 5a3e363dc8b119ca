package uvs.healthcheck.check;

import java.util.OptionalInt;

/// What one run of a check found.
///
/// @param detail what was seen where the reason alone does not say it; may be empty, never longer than a line
/// @param weight the weight that the check asks for, for the checks that do
public record Outcome(Reason reason, String detail, OptionalInt weight) {

    private static final int LONGEST_DETAIL = 200;

    public Outcome {
        detail = line(detail);
    }

    public static Outcome of(Reason reason, String detail) {
        return new Outcome(reason, detail, OptionalInt.empty());
    }

    public static Outcome of(Reason reason) {
        return of(reason, "");
    }

    public boolean success() {
        return reason.success();
    }

    /// The outcome for the log, such as `wrong status: 503`.
    public String words() {
        return detail.isEmpty() ? reason.words() : reason.words() + ": " + detail;
    }

    /// A server decides what stands in here, so it is cut and loses what could forge a line of the log.
    private static String line(String text) {
        String cut = text.length() > LONGEST_DETAIL ? text.substring(0, LONGEST_DETAIL) + "..." : text;
        return cut.replaceAll("\\p{Cntrl}+", " ").strip();
    }
}
