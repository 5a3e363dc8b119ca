package uvs.bench.soak;

import java.util.Optional;

/// A connection that did not end as it should, as the clients' program writes it in a line.
///
/// @param what    what became of it
/// @param kind    what it was for
/// @param service the virtual address, by its name: `A4`
/// @param server  the real server's name, or `-` where it was never heard
/// @param fromMs  when it began, by the clock
/// @param toMs    when its end was noticed
/// @param reason  for people
record Ending(What what, Kind kind, String service, String server, long fromMs, long toMs, String reason) {

    static final String UNKNOWN = "-";

    private static final String WORD = "ended";
    private static final int FIELDS = 8;

    /// What may become of a connection.
    enum What {
        /// It was never established: no server was heard.
        REFUSED,
        /// It was established, and is no more.
        LOST,
        /// It has been silent for longer than a client likes; it may go on.
        STALLED,
        /// Bytes arrived that nobody had sent.
        CORRUPT
    }

    String line() {
        return String.join(" ", WORD, what.name(), kind.name(), service, server, Long.toString(fromMs),
            Long.toString(toMs), reason);
    }

    static Optional<Ending> parse(String line) {
        String[] words = line.split(" ", FIELDS);
        if (words.length < FIELDS || !words[0].equals(WORD)) {
            return Optional.empty();
        }
        return Optional.of(new Ending(What.valueOf(words[1]), Kind.valueOf(words[2]), words[3], words[4],
            Long.parseLong(words[5]), Long.parseLong(words[6]), words[7]));
    }

    /// The virtual router that the address belongs to: `A`.
    String group() {
        return service.substring(0, 1);
    }

    boolean overlaps(long from, long to) {
        return fromMs <= to && toMs >= from;
    }
}
