package uvs.config.keyword;

import uvs.config.Endpoint;
import uvs.config.Range;
import uvs.config.VirtualServerGroup.Entry;
import uvs.config.net.Family;
import uvs.config.net.IpAddress;
import uvs.config.net.Prefix;
import uvs.config.text.Problem;

/// One line of a `virtual_server_group`: an address, a range, a prefix, or a mark.
final class GroupEntryType implements ValueType<GroupEntry> {

    /// A range of more addresses than this is a mistake: each is a virtual server of its own.
    private static final long MOST = 65_536;

    static final GroupEntryType INSTANCE = new GroupEntryType();

    private GroupEntryType() {
    }

    @Override
    public GroupEntry read(Arguments arguments) {
        if (arguments.take("fwmark")) {
            return readMark(arguments);
        }
        String word = arguments.next();
        IpAddress first = null;
        IpAddress last = null;
        int dash = word.indexOf('-');
        int slash = word.indexOf('/');
        if (slash > 0) {
            var prefix = Prefix.parse(word);
            if (prefix.isPresent() && !prefix.get().network().equals(prefix.get())) {
                return arguments.wrong(word + " has host bits set",
                    "write " + prefix.get().network() + ", or the one address without a mask");
            }
            first = prefix.map(Prefix::address).orElse(null);
            last = prefix.map(GroupEntryType::last).orElse(null);
        } else {
            first = IpAddress.parse(dash > 0 ? word.substring(0, dash) : word).orElse(null);
            last = first == null || dash < 0 ? first : end(first, word.substring(dash + 1));
        }
        if (first == null || last == null) {
            return arguments.wrong("'" + word + "' is no address, range or prefix",
                "write ADDRESS, ADDRESS-LAST or ADDRESS/MASK, then the port");
        }
        if (first.family() != last.family() || last.compareTo(first) < 0) {
            return arguments.wrong("the range " + word + " ends before it begins",
                "write the lower address first");
        }
        if (first.high() != last.high() || last.low() - first.low() < 0 || last.low() - first.low() >= MOST) {
            return arguments.wrong("the range " + word + " has more than " + MOST + " addresses",
                "write a smaller one");
        }
        Long port = arguments.more()
            ? Numbers.read(arguments, new Range(1, 65_535), Numbers.Junk.REFUSED) : Long.valueOf(0);
        return port == null ? null : new GroupEntry(new Entry.Addresses(first, last, port.intValue()), true);
    }

    private static GroupEntry readMark(Arguments arguments) {
        Long mark = Numbers.read(arguments, new Range(1, 0xffff_ffffL), Numbers.Junk.REFUSED);
        if (mark == null) {
            return null;
        }
        Family family = Family.IPV4;
        boolean given = arguments.more();
        if (given) {
            String word = arguments.next();
            switch (word) {
                case "inet" -> family = Family.IPV4;
                case "inet6" -> family = Family.IPV6;
                default -> arguments.advise(Problem.GENERAL_ERROR, "'" + word + "' is not a family",
                    "write inet or inet6");
            }
        }
        return new GroupEntry(new Entry.Mark(new Endpoint.Fwmark(mark.intValue(), family)), given);
    }

    /// The last address of a prefix.
    private static IpAddress last(Prefix prefix) {
        IpAddress first = prefix.address();
        int bits = first.family().bits() - prefix.length();
        long low = first.low() | (bits >= 64 ? -1L : (1L << bits) - 1);
        long high = first.high() | (bits <= 64 ? 0 : bits == 128 ? -1L : (1L << bits - 64) - 1);
        return new IpAddress(first.family(), high, low);
    }

    /// The end of a range: an address, or its last number, which is hexadecimal for IPv6.
    private static IpAddress end(IpAddress first, String text) {
        if (text.indexOf('.') >= 0 || text.indexOf(':') >= 0) {
            return IpAddress.parse(text).orElse(null);
        }
        boolean four = first.family() == Family.IPV4;
        try {
            int part = Integer.parseInt(text, four ? 10 : 16);
            int mask = four ? 0xff : 0xffff;
            return part < 0 || part > mask ? null
                : new IpAddress(first.family(), first.high(), first.low() & ~mask | part);
        } catch (NumberFormatException _) {
            return null;
        }
    }

    @Override
    public String write(GroupEntry given) {
        return switch (given.entry()) {
            case Entry.Mark(var mark) -> mark + (mark.family() == Family.IPV6 ? " inet6" : " inet");
            case Entry.Addresses(var first, var last, int port) ->
                first + (first.equals(last) ? "" : "-" + last) + (port == 0 ? "" : " " + port);
        };
    }

    @Override
    public String description() {
        return "address[-last\\|/mask] [port]\\|fwmark number [inet\\|inet6]";
    }
}
