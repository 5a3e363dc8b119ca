package uvs.config.text;

/// The classes of what can be wrong with a configuration, in the order of keepalived's own: with several, the
/// last one decides the exit status of a check.
public enum Problem {

    /// Something that works, and that the user may not have meant. Decides nothing.
    ADVICE(Severity.WARNING, Verdict.CLEAN),
    /// Something that is read and not acted on. Decides nothing.
    NOT_HONOURED(Severity.NOTE, Verdict.CLEAN),
    FILE_NOT_FOUND(Severity.ERROR, Verdict.UNUSABLE),
    BAD_INTERFACE(Severity.ERROR, Verdict.ERRORS),
    FATAL(Severity.ERROR, Verdict.UNUSABLE),
    UNKNOWN_KEYWORD(Severity.ERROR, Verdict.ERRORS),
    UNEXPECTED_OPENING_BRACE(Severity.ERROR, Verdict.ERRORS),
    MISSING_OPENING_BRACE(Severity.ERROR, Verdict.ERRORS),
    UNEXPECTED_CLOSING_BRACE(Severity.ERROR, Verdict.ERRORS),
    MISSING_CLOSING_BRACE(Severity.ERROR, Verdict.ERRORS),
    UNMATCHED_QUOTE(Severity.ERROR, Verdict.ERRORS),
    INVALID_NUMBER(Severity.ERROR, Verdict.ERRORS),
    GENERAL_ERROR(Severity.ERROR, Verdict.ERRORS),
    WARNING(Severity.WARNING, Verdict.ERRORS),
    DEPRECATED(Severity.WARNING, Verdict.ERRORS),
    SECURITY(Severity.WARNING, Verdict.SECURITY),
    /// keepalived ends when it meets one, so nothing outweighs it.
    MISSING_PARAMETER(Severity.ERROR, Verdict.UNUSABLE);

    private final Severity severity;
    private final Verdict verdict;

    Problem(Severity severity, Verdict verdict) {
        this.severity = severity;
        this.verdict = verdict;
    }

    public Severity severity() {
        return severity;
    }

    public Verdict verdict() {
        return verdict;
    }

    /// What a diagnostic is called in front of its text.
    public enum Severity { ERROR, WARNING, NOTE }
}
