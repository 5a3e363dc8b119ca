package uvs.config.keyword;

import uvs.config.Range;
import uvs.config.net.IpAddress;
import uvs.config.text.Quotes;

/// What stands between `virtual_server` and its brace. A group's block may come later in the file.
public sealed interface VirtualServerHead {

    /// @param port 0 when none was given
    record Address(IpAddress address, int port) implements VirtualServerHead {}

    record Mark(int mark) implements VirtualServerHead {}

    record Group(String name) implements VirtualServerHead {}

    ValueType<VirtualServerHead> TYPE = Types.of(
        "address [port]\\|fwmark number\\|group name", VirtualServerHead::read, VirtualServerHead::write);

    /// An address with its port, as `real_server` and `sorry_server` have it.
    ValueType<Address> ADDRESS = Types.of(
        "address [port]", VirtualServerHead::readAddress, VirtualServerHead::write);

    private static VirtualServerHead read(Arguments arguments) {
        if (arguments.take("fwmark")) {
            Long mark = Numbers.read(arguments, new Range(1, 0xffff_ffffL), Numbers.Junk.REFUSED);
            return mark == null ? null : new Mark(mark.intValue());
        }
        if (arguments.take("group")) {
            String name = arguments.next();
            return name == null ? null : new Group(name);
        }
        return readAddress(arguments);
    }

    private static Address readAddress(Arguments arguments) {
        String word = arguments.next();
        if (word == null) {
            return null;
        }
        var address = IpAddress.parse(word);
        if (address.isEmpty()) {
            return arguments.wrong(arguments.keyword() + " '" + word + "' is not an IP address",
                "write it in numbers, then a blank and the port");
        }
        Long port = arguments.more()
            ? Numbers.read(arguments, new Range(1, 65_535), Numbers.Junk.REFUSED) : Long.valueOf(0);
        return port == null ? null : new Address(address.get(), port.intValue());
    }

    private static String write(VirtualServerHead head) {
        return switch (head) {
            case Address(var address, int port) -> address + (port == 0 ? "" : " " + port);
            case Mark(int mark) -> "fwmark " + Integer.toUnsignedString(mark);
            case Group(String name) -> "group " + Quotes.quotedIfNeeded(name);
        };
    }
}
