package uvs.config.net;

/// Writes IPv6 addresses as RFC 5952 section 4 says, and mapped IPv4 ones as `inet_ntop` does.
final class Ipv6Text {

    private static final int GROUPS = 8;

    private Ipv6Text() {
    }

    static String of(long high, long low) {
        if (high == 0 && low >>> 32 == 0xffff) {
            return "::ffff:" + IpAddress.ipv4Text((int) low);
        }
        int runStart = longestRunOfZeros(high, low);
        int runEnd = runStart;
        while (runStart >= 0 && runEnd < GROUPS && group(high, low, runEnd) == 0) {
            runEnd++;
        }
        var text = new StringBuilder(39);
        for (int i = 0; i < GROUPS; i++) {
            if (i == runStart) {
                text.append("::");
                i = runEnd - 1;
                continue;
            }
            if (i > 0 && i != runEnd) {
                text.append(':');
            }
            text.append(Integer.toHexString(group(high, low, i)));
        }
        return text.toString();
    }

    /// Where the first of the longest runs of at least two zero groups starts, or -1.
    private static int longestRunOfZeros(long high, long low) {
        int best = -1;
        int bestLength = 1;
        for (int i = 0; i < GROUPS; i++) {
            int length = 0;
            while (i + length < GROUPS && group(high, low, i + length) == 0) {
                length++;
            }
            if (length > bestLength) {
                best = i;
                bestLength = length;
            }
            i += length;
        }
        return best;
    }

    private static int group(long high, long low, int index) {
        long half = index < 4 ? high : low;
        return (int) (half >>> 48 - 16 * (index & 3)) & 0xffff;
    }
}
