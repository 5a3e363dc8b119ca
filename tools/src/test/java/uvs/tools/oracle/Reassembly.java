package uvs.tools.oracle;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import uvs.dataplane.wire.IpProtocol;

/// Puts fragments together as the receiver of a link does: what is compared is the packet, when its last
/// fragment has come, with the length of its largest fragment.
///
/// The kernel's director puts them together before `ip_vs` sees them and cuts the packet again. The userspace
/// path passes each one on as it comes, so that it need not keep them; in between they differ in time and
/// order.
final class Reassembly {

    private static final int IP = Frames.ETHERNET;
    private static final int IPV4_OFFSET = 0x1fff;
    private static final int IPV4_MORE = 0x2000;

    private final Map<String, TreeMap<Integer, byte[]>> waiting = new HashMap<>();

    /// Takes the frames that came out for one cause, and answers those that are whole with them.
    List<byte[]> take(List<byte[]> frames) {
        var whole = new ArrayList<byte[]>();
        for (byte[] frame : frames) {
            if (isFragment(frame)) {
                add(frame, whole);
            } else {
                whole.add(frame);
            }
        }
        return whole;
    }

    /// The fragments for which others never came.
    Collection<byte[]> rest() {
        return waiting.values().stream().flatMap(parts -> parts.values().stream()).toList();
    }

    static boolean isFragment(byte[] frame) {
        return isIpv4(frame) ? (Frames.u16(frame,
            IP + 6) & (IPV4_OFFSET | IPV4_MORE)) != 0 : isIpv6Fragment(frame);
    }

    /// Where in its packet a fragment belongs, in bytes.
    static int offset(byte[] frame) {
        return isIpv4(frame) ? (Frames.u16(frame, IP + 6) & IPV4_OFFSET) * 8
            : isIpv6Fragment(frame) ? Frames.u16(frame, IP + 42) & 0xfff8 : 0;
    }

    /// What the fragments of one packet have in common.
    static String key(byte[] frame) {
        byte[] packet = Frames.packet(frame);
        byte[] identification = isIpv4(frame) ? Arrays.copyOfRange(packet, 4, 6) : Arrays.copyOfRange(packet,
            44, 48);
        return Frames.source(packet) + ">" + Frames.destination(packet) + Arrays.toString(identification);
    }

    private static boolean isIpv4(byte[] frame) {
        return frame.length >= IP + 20 && Frames.u16(frame, IP - 2) == 0x0800;
    }

    private static boolean isIpv6Fragment(byte[] frame) {
        return frame.length >= IP + 48 && Frames.u16(frame,
            IP - 2) == 0x86dd && frame[IP + 6] == IpProtocol.FRAGMENT;
    }

    private static boolean more(byte[] frame) {
        return isIpv4(frame) ? (Frames.u16(frame, IP + 6) & IPV4_MORE) != 0 : (frame[IP + 43] & 1) != 0;
    }

    private static int header(byte[] frame) {
        return isIpv4(frame) ? IP + (frame[IP] & 15) * 4 : IP + 48;
    }

    private void add(byte[] frame, List<byte[]> whole) {
        TreeMap<Integer, byte[]> parts = waiting.computeIfAbsent(key(frame), _ -> new TreeMap<>());
        parts.put(offset(frame), frame);
        int end = 0;
        for (var part : parts.entrySet()) {
            if (part.getKey() != end) {
                return;
            }
            end += part.getValue().length - header(part.getValue());
        }
        if (!more(parts.lastEntry().getValue())) {
            waiting.remove(key(frame));
            whole.add(joined(parts));
        }
    }

    /// The first fragment as it is, but for its checksum, and the data of the others behind it.
    private static byte[] joined(TreeMap<Integer, byte[]> parts) {
        var joined = new ByteArrayOutputStream();
        parts.forEach((offset, part) -> joined.write(
            part, offset == 0 ? 0 : header(part), part.length - (offset == 0 ? 0 : header(part))));
        return joined.toByteArray();
    }
}
