package uvs.vrrp.track;

/// What the results of a script mean: it takes `rise` successes in a row to come up, and `fall` failures to go down.
///
/// @param count up from `rise` on; it runs from 0 to `rise + fall - 1`
public record ScriptHealth(int rise, int fall, int count) {

    /// After the first result, which decides alone.
    public static ScriptHealth first(int rise, int fall, boolean success) {
        return new ScriptHealth(rise, fall, success ? rise + fall - 1 : 0);
    }

    public boolean isUp() {
        return count >= rise;
    }

    public ScriptHealth after(boolean success) {
        if (success) {
            boolean rises = isUp() || count == rise - 1;
            return new ScriptHealth(rise, fall, rises ? rise + fall - 1 : count + 1);
        }
        boolean falls = !isUp() || count == rise;
        return new ScriptHealth(rise, fall, falls ? 0 : count - 1);
    }
}
