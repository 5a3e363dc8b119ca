package uvs.config.keyword;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import uvs.config.InterfaceAddress;
import uvs.config.InterfaceAddress.Broadcast;
import uvs.config.Range;
import uvs.config.net.Family;
import uvs.config.net.IpAddress;
import uvs.config.net.Prefix;
import uvs.config.text.Problem;
import uvs.config.text.Quotes;

/// One line of `virtual_ipaddress` or of a block like it.
final class AddressType implements ValueType<InterfaceAddress> {

    static final AddressType INSTANCE = new AddressType();

    static final List<String> SCOPES = List.of("host", "link", "global", "site", "nowhere");

    private static final int LONGEST_BROADCAST = 30;

    private AddressType() {
    }

    @Override
    public InterfaceAddress read(Arguments arguments) {
        Prefix address = prefix(arguments);
        return address == null ? null : new Reading(arguments, address).read();
    }

    /// An address with or without a length; one too long is reported and taken as the whole address.
    private static Prefix prefix(Arguments arguments) {
        String word = arguments.next();
        if (word == null) {
            return null;
        }
        var prefix = Prefix.parse(word);
        if (prefix.isPresent()) {
            return prefix.get();
        }
        int slash = word.indexOf('/');
        var alone = IpAddress.parse(slash < 0 ? word : word.substring(0, slash));
        if (alone.isEmpty()) {
            return arguments.wrong("'" + word + "' is not an IP address",
                "write it in numbers, with /LENGTH");
        }
        int bits = alone.get().family().bits();
        arguments.wrong(Problem.INVALID_NUMBER, "the length of " + word + " is not in 0.." + bits
            + ", and is taken as " + bits, "write one that is");
        return new Prefix(alone.get(), bits);
    }

    /// One line being read.
    private static final class Reading {

        private final Arguments arguments;
        private final Prefix address;
        private Optional<String> device = Optional.empty();
        private Broadcast broadcast = new Broadcast.None();
        private Optional<String> scope = Optional.empty();
        private Optional<String> label = Optional.empty();
        private Optional<Prefix> peer = Optional.empty();
        private boolean home;
        private boolean noDad;
        private boolean managedTemporary;
        private boolean noPrefixRoute;
        private boolean autoJoin;
        private Optional<Duration> preferred;
        private boolean useVmac;
        private boolean tracked = true;
        private Optional<String> trackGroup = Optional.empty();

        Reading(Arguments arguments, Prefix address) {
            this.arguments = arguments;
            this.address = address;
            // A whole IPv6 address is not to be used as a source, unless the line says so.
            boolean host = address.address().family() == Family.IPV6 && address.length() == 128;
            preferred = host ? Optional.of(Duration.ZERO) : Optional.empty();
        }

        InterfaceAddress read() {
            boolean usable = true;
            while (usable && arguments.more()) {
                usable = option(arguments.next());
            }
            return usable ? new InterfaceAddress(
                address, device, broadcast, scope, label, peer, home, noDad, managedTemporary, noPrefixRoute,
                autoJoin, preferred, useVmac, tracked, trackGroup) : null;
        }

        /// Takes one option. Answers false when the address is to be left out.
        private boolean option(String word) {
            switch (word) {
                case "dev" -> device = Optional.ofNullable(arguments.next());
                case "scope" -> scope = scope(arguments);
                case "label" -> label = Optional.ofNullable(arguments.next());
                case "track_group" -> trackGroup = Optional.ofNullable(arguments.next());
                case "brd", "broadcast" -> {
                    return broadcast();
                }
                case "peer" -> {
                    return peer();
                }
                case "preferred_lft" -> preferred();
                case "home" -> home = true;
                case "-nodad", "nodad" -> noDad = true;
                case "mngtmpaddr" -> managedTemporary = true;
                case "noprefixroute" -> noPrefixRoute = true;
                case "autojoin" -> autoJoin = true;
                case "use_vmac" -> useVmac = true;
                case "no_track" -> tracked = false;
                default -> arguments.wrong("'" + word + "' is nothing that an address takes", "take it out");
            }
            return true;
        }

        private boolean broadcast() {
            String word = arguments.next();
            if (word != null && address.address().family() == Family.IPV4
                && address.length() > LONGEST_BROADCAST) {
                arguments.wrong("a prefix of " + address.length() + " has no broadcast address",
                    "take it out");
                return true;
            }
            switch (word) {
                case null -> {
                }
                case "+" -> broadcast = new Broadcast.HostBitsSet();
                case "-" -> broadcast = new Broadcast.HostBitsClear();
                default -> {
                    var given = IpAddress.parse(word).filter(a -> a.family() == Family.IPV4);
                    if (given.isEmpty() || address.address().family() != Family.IPV4) {
                        arguments.wrong("'" + word + "' is not a broadcast address of " + address
                            + ", which is left out", "write an IPv4 address, + or -");
                        return false;
                    }
                    broadcast = new Broadcast.Given(given.get());
                }
            }
            return true;
        }

        private boolean peer() {
            String word = arguments.next();
            var other = word == null ? Optional.<IpAddress>empty() : IpAddress.parse(word)
                .filter(found -> found.family() == address.address().family());
            if (other.isEmpty()) {
                if (word != null) {
                    arguments.wrong("the peer " + word + " is not an address of the family of " + address,
                        "write one, without a length");
                }
                return false;
            }
            peer = other.map(found -> new Prefix(found, found.family().bits()));
            return true;
        }

        private void preferred() {
            String word = arguments.next();
            if (word == null || word.equals("forever")) {
                preferred = word == null ? preferred : Optional.empty();
                return;
            }
            Long seconds = Numbers.parse(arguments, word, new Range(0, 0xffff_fffeL), Numbers.Junk.REFUSED);
            preferred = seconds == null ? preferred : Optional.of(Duration.ofSeconds(seconds));
        }
    }

    /// The next word as a scope: a name or a number. Reports another one and answers none.
    static Optional<String> scope(Arguments arguments) {
        String word = arguments.next();
        if (word == null || SCOPES.contains(word) || word.matches("[0-9]{1,3}")) {
            return Optional.ofNullable(word);
        }
        arguments.wrong("there is no scope '" + word + "'", "write one of " + String.join(", ", SCOPES));
        return Optional.empty();
    }

    @Override
    public String write(InterfaceAddress a) {
        var words = new ArrayList<String>(List.of(a.address().toString()));
        switch (a.broadcast()) {
            case Broadcast.None() -> {
            }
            case Broadcast.HostBitsSet() -> words.add("brd +");
            case Broadcast.HostBitsClear() -> words.add("brd -");
            case Broadcast.Given(var given) -> words.add("brd " + given);
        }
        a.interfaceName().ifPresent(device -> words.add("dev " + Quotes.quotedIfNeeded(device)));
        a.scope().ifPresent(scope -> words.add("scope " + Quotes.quotedIfNeeded(scope)));
        a.label().ifPresent(label -> words.add("label " + Quotes.quotedIfNeeded(label)));
        a.peer().ifPresent(peer -> words.add("peer " + peer.address()));
        flag(words, a.home(), "home");
        flag(words, a.noDad(), "-nodad");
        flag(words, a.managedTemporary(), "mngtmpaddr");
        flag(words, a.noPrefixRoute(), "noprefixroute");
        flag(words, a.autoJoin(), "autojoin");
        boolean host = a.address().address().family() == Family.IPV6 && a.address().length() == 128;
        if (host || a.preferred().isPresent()) {
            words.add("preferred_lft " + a.preferred().map(Numbers::seconds).orElse("forever"));
        }
        flag(words, a.useVmac(), "use_vmac");
        flag(words, !a.tracked(), "no_track");
        a.trackGroup().ifPresent(group -> words.add("track_group " + Quotes.quotedIfNeeded(group)));
        return String.join(" ", words);
    }

    private static void flag(List<String> words, boolean set, String word) {
        if (set) {
            words.add(word);
        }
    }

    @Override
    public String description() {
        return "address[/length] [brd address\\|+\\|-] [dev interface] [scope scope] [label label] [peer address] [home]"
            + " [-nodad] [mngtmpaddr] [noprefixroute] [autojoin] [preferred_lft N\\|forever] [use_vmac] [no_track]"
            + " [track_group name]";
    }
}
