package uvs.dataplane.service;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;
import uvs.config.Protocol;
import uvs.config.net.IpAddress;

/// Which packets have a firewall mark: what a rule of iptables or nftables says for the kernel's IPVS. The packets of the
/// userspace data plane have not been through such rules, so the marks of its firewall-mark services are given
/// this way.
///
/// @param firstPort 0, with `lastPort` 0 too, for every port
public record MarkRule(int mark, Protocol protocol, IpAddress address, int firstPort, int lastPort) {

    private static final String FORM = "MARK=PROTOCOL ADDRESS PORT, PORT-PORT or any";

    public MarkRule {
        Ports.check(firstPort);
        Ports.check(lastPort);
        if (mark == 0 || lastPort < firstPort || firstPort == 0 && lastPort != 0) {
            throw new IllegalArgumentException(
                "mark=" + mark + " ports=" + firstPort + "-" + lastPort + " is not a mark and a range of ports");
        }
    }

    /// Reads `MARK=PROTOCOL ADDRESS PORT`, where the port may be `PORT-PORT` or `any`: `1=tcp 192.0.2.1 80-443`.
    ///
    /// @throws IllegalArgumentException with what is wrong
    public static MarkRule parse(String text) {
        String[] words = text.strip().replaceFirst("=", " ").split("[ \\t]+");
        if (words.length != 4) {
            throw new IllegalArgumentException("mark \"" + text + "\" is not " + FORM);
        }
        try {
            Protocol protocol = Arrays.stream(Protocol.values())
                .filter(each -> each.name().equals(words[1].toUpperCase(Locale.ROOT))).findFirst().orElseThrow(
                    () -> new IllegalArgumentException("protocol " + words[1] + " is not tcp, udp or sctp"));
            int dash = words[3].indexOf('-');
            boolean any = words[3].equals("any");
            int first = any ? 0 : Integer.parseInt(dash < 0 ? words[3] : words[3].substring(0, dash));
            int last = any ? 0 : dash < 0 ? first : Integer.parseInt(words[3].substring(dash + 1));
            return new MarkRule(
                Integer.parseUnsignedInt(words[0]), protocol, IpAddress.of(words[2]), first, last);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                "mark \"" + text + "\" is not " + FORM + ": " + e.getMessage(), e);
        }
    }

    /// Each port, or 0 alone for every port.
    IntStream ports() {
        return IntStream.rangeClosed(firstPort, lastPort);
    }
}
