package uvs.config.keyword;

import java.util.Optional;
import java.util.regex.Pattern;
import uvs.config.Range;
import uvs.config.net.IpAddress;
import uvs.config.text.Quotes;

/// What follows `use_vmac` and `use_ipvlan`.
public final class VmacType {

    /// `[NAME] [PARENT] [MAC] [netlink_notify_msg] [group N]`
    public record VmacLine(
        Optional<String> name, Optional<String> parent, Optional<String> mac, boolean netlinkNotify,
        Optional<Integer> group) {
    }

    /// `[NAME] [ADDRESS] [MODE]`
    public record IpvlanLine(Optional<String> name, Optional<String> address, String mode) {
    }

    private static final Pattern MAC = Pattern.compile("[0-9a-fA-F]{1,2}(:[0-9a-fA-F]{1,2}){4,5}");
    private static final int LONGEST_NAME = 15;

    static final ValueType<VmacLine> VMAC =
        Types.of("[name [parent]] [MAC address] [netlink_notify_msg] [group N]", VmacType::readVmac,
            VmacType::write);

    static final ValueType<IpvlanLine> IPVLAN =
        Types.of("[name] [address] [bridge\\|private\\|vepa]", VmacType::readIpvlan, VmacType::write);

    private VmacType() {
    }

    private static VmacLine readVmac(Arguments arguments) {
        Optional<String> name = Optional.empty();
        Optional<String> parent = Optional.empty();
        Optional<String> mac = Optional.empty();
        Optional<Integer> group = Optional.empty();
        boolean notify = false;
        while (arguments.more()) {
            String word = arguments.next();
            if (word.equals("netlink_notify_msg")) {
                notify = true;
            } else if (word.equals("group")) {
                Long number = Numbers.read(arguments, new Range(0, Integer.MAX_VALUE), Numbers.Junk.REFUSED);
                group = number == null ? group : Optional.of(number.intValue());
            } else if (MAC.matcher(word).matches()) {
                mac = Optional.of(word);
            } else if (word.length() > LONGEST_NAME) {
                return arguments.wrong("the interface name " + word + " is longer than 15 characters",
                    "shorten it");
            } else if (name.isEmpty()) {
                name = Optional.of(word);
            } else if (parent.isEmpty()) {
                parent = Optional.of(word);
            } else {
                return arguments.wrong("'" + word + "' is more than use_vmac takes", "take it out");
            }
        }
        return new VmacLine(name, parent, mac, notify, group);
    }

    private static String write(VmacLine line) {
        return (line.name().map(Quotes::quotedIfNeeded).orElse("")
            + line.parent().map(parent -> " " + Quotes.quotedIfNeeded(parent)).orElse("")
            + line.mac().map(mac -> " " + mac).orElse("")
                + (line.netlinkNotify() ? " netlink_notify_msg" : "")
            + line.group().map(group -> " group " + group).orElse("")).strip();
    }

    private static IpvlanLine readIpvlan(Arguments arguments) {
        Optional<String> name = Optional.empty();
        Optional<String> address = Optional.empty();
        String mode = "bridge";
        while (arguments.more()) {
            String word = arguments.next();
            switch (word) {
                case "bridge", "private", "vepa" -> mode = word;
                default -> {
                    int slash = word.indexOf('/');
                    boolean isAddress = IpAddress.parse(slash < 0 ? word : word.substring(0, slash))
                        .isPresent();
                    if (isAddress) {
                        address = Optional.of(word);
                    } else if (name.isEmpty() && word.length() <= LONGEST_NAME) {
                        name = Optional.of(word);
                    } else {
                        return arguments.wrong("'" + word + "' is nothing that use_ipvlan takes",
                            "write a name of at most 15 characters, an address, or a mode");
                    }
                }
            }
        }
        return new IpvlanLine(name, address, mode);
    }

    private static String write(IpvlanLine line) {
        return (line.name().map(Quotes::quotedIfNeeded).orElse("") + line.address()
            .map(address -> " " + address).orElse("") + " "
            + line.mode()).strip();
    }
}
