package uvs.config;

/// The least and the greatest whole number that a value may have, both included.
public record Range(long least, long greatest) {

    public static final Range PORT = new Range(0, 65_535);

    public static Range of(long least, long greatest) {
        return new Range(least, greatest);
    }

    public Range {
        if (least > greatest) {
            throw new IllegalArgumentException("least=" + least + " is above greatest=" + greatest);
        }
    }

    public boolean contains(long value) {
        return value >= least && value <= greatest;
    }

    /// Throws for a value outside, naming it.
    public void check(String name, long value) {
        if (!contains(value)) {
            throw new IllegalArgumentException(name + "=" + value + " is not in " + this);
        }
    }

    @Override
    public String toString() {
        return least + ".." + greatest;
    }
}
