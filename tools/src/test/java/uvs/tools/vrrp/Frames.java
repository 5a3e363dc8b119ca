package uvs.tools.vrrp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// The VRRP packets of a capture, with all that must differ between two routers blanked.
final class Frames {

    private static final int PCAP_HEADER = 24;
    private static final int RECORD_HEADER = 16;
    private static final int ETHERNET_HEADER = 14;
    private static final int VRRP = 112;
    private static final int AUTHENTICATION_HEADER = 51;

    private Frames() {
    }

    /// One advertisement.
    ///
    /// @param fields the packet from the Ethernet header on, in hexadecimal digits; `.` for what is blanked: source
    ///     addresses, identification, priority, virtual router, virtual addresses, checksums and authentication
    record Advertisement(int virtualRouterId, int priority, String fields) {}

    /// All packets of a file that may still grow: the last one may not yet be whole.
    static List<Advertisement> read(Path pcap) {
        try {
            var bytes = ByteBuffer.wrap(Files.readAllBytes(pcap)).order(ByteOrder.LITTLE_ENDIAN);
            var found = new ArrayList<Advertisement>();
            int at = PCAP_HEADER;
            while (at + RECORD_HEADER <= bytes.limit() && at + RECORD_HEADER + bytes.getInt(at + 8) <= bytes.limit()) {
                int length = bytes.getInt(at + 8);
                byte[] frame = new byte[length];
                bytes.get(at + RECORD_HEADER, frame);
                found.add(advertisement(frame));
                at += RECORD_HEADER + length;
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Advertisement advertisement(byte[] frame) {
        boolean ipv6 = frame[12] == (byte) 0x86;
        char[] digits = HexFormat.of().formatHex(frame).toCharArray();
        blank(digits, 6, 6);
        int message;
        if (ipv6) {
            message = ETHERNET_HEADER + 40;
            // The flow label, the low bits of the first word, is the kernel's.
            blank(digits, ETHERNET_HEADER + 2, 2);
            digits[2 * ETHERNET_HEADER + 3] = '.';
            blank(digits, ETHERNET_HEADER + 8, 16);
        } else {
            message = ETHERNET_HEADER + 20;
            blank(digits, ETHERNET_HEADER + 4, 2);
            blank(digits, ETHERNET_HEADER + 10, 6);
        }
        boolean unicast = (frame[0] & 1) == 0;
        if (unicast) {
            blank(digits, 0, 6);
            blank(digits, ipv6 ? ETHERNET_HEADER + 24 : ETHERNET_HEADER + 16, ipv6 ? 16 : 4);
            if (ipv6) {
                // keepalived 2.2.7 leaves the hop limit of unicast to the kernel, 64; later ones send 255, as we do.
                blank(digits, ETHERNET_HEADER + 7, 1);
            }
        }
        int protocol = ipv6 ? VRRP : frame[ETHERNET_HEADER + 9];
        if (protocol == AUTHENTICATION_HEADER) {
            blank(digits, message + 4, 20);
            message += 24;
        }
        int virtualRouterId = Byte.toUnsignedInt(frame[message + 1]);
        int priority = Byte.toUnsignedInt(frame[message + 2]);
        blank(digits, message + 1, 2);
        blank(digits, message + 6, 2);
        int length = ipv6 ? 16 : 4;
        blank(digits, message + 8, length * frame[message + 3]);
        return new Advertisement(virtualRouterId, priority, new String(digits));
    }

    private static void blank(char[] digits, int start, int length) {
        for (int i = 2 * start; i < 2 * (start + length); i++) {
            digits[i] = '.';
        }
    }
}
