package uvs.tools.oracle;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import uvs.dataplane.wire.InternetChecksum;
import uvs.dataplane.wire.IpProtocol;

/// What differs from run to run by nature, and so is not compared: the one place where anything is left out.
///
/// - The identification of an IPv4 header which the director makes itself (tunnels, ICMP errors, resets), and
///   of an IPv6 fragment header of its making.
/// - The source port of GUE, a hash of the flow with a secret.
/// - The checksums over these, of which it is compared whether they hold.
final class RunToRun {

    private static final int IP = Frames.ETHERNET;
    private static final int GUE_PORT = 6080;
    private static final byte HOLDS = 0x55;

    private RunToRun() {
    }

    /// The frame with what is not compared written over.
    ///
    /// @param want what the real director sent in this place
    /// @param cause the frame which made it do so
    static byte[] masked(byte[] frame, byte[] want, byte[] cause) {
        byte[] masked = frame.clone();
        if (isIpv4(frame) && isIpv4(want)) {
            if (!isIpv4(cause) || !hasHeaderOf(want, cause)) {
                maskIdentification(masked);
            }
            maskGue(masked, IP + (frame[IP] & 15) * 4, frame[IP + 9] & 0xff);
        } else if (isIpv6(frame) && isIpv6(want)) {
            if (isFragment(frame) && !(isFragment(cause) && Arrays.equals(
                    want, IP + 44, IP + 48, cause, IP + 44, IP + 48))) {
                overwrite(masked, IP + 44, 4);
            }
            maskGue(masked, IP + 40, frame[IP + 6] & 0xff);
        }
        return masked;
    }

    /// Whether a packet is what arrived, or a part of it, by its identification: but one of another length may have the same by
    /// chance.
    private static boolean hasHeaderOf(byte[] want, byte[] cause) {
        boolean isPart = (Frames.u16(want, IP + 6) & 0x3fff) != 0;
        return Frames.u16(want, IP + 4) == Frames.u16(cause, IP + 4)
            && (isPart || Frames.u16(want, IP + 2) == Frames.u16(cause, IP + 2));
    }

    private static boolean isIpv4(byte[] frame) {
        return frame.length >= IP + 20 && Frames.u16(frame, IP - 2) == 0x0800;
    }

    private static boolean isIpv6(byte[] frame) {
        return frame.length >= IP + 40 && Frames.u16(frame, IP - 2) == 0x86dd;
    }

    private static boolean isFragment(byte[] frame) {
        return isIpv6(frame) && frame.length >= IP + 48 && frame[IP + 6] == IpProtocol.FRAGMENT;
    }

    private static void maskIdentification(byte[] frame) {
        boolean holds =
            InternetChecksum.sum(MemorySegment.ofArray(frame), IP, (frame[IP] & 15) * 4) == 0xffff;
        overwrite(frame, IP + 4, 2);
        if (holds) {
            overwrite(frame, IP + 10, 2);
        }
    }

    private static void maskGue(byte[] frame, int udp, int protocol) {
        if (protocol != IpProtocol.UDP || frame.length < udp + 8 || Frames.u16(frame, udp + 2) != GUE_PORT) {
            return;
        }
        boolean checksum = Frames.u16(frame, udp + 6) != 0;
        boolean holds = checksum && udpChecksumHolds(frame, udp);
        overwrite(frame, udp, 2);
        if (holds) {
            overwrite(frame, udp + 6, 2);
        }
    }

    private static boolean udpChecksumHolds(byte[] frame, int udp) {
        MemorySegment bytes = MemorySegment.ofArray(frame);
        int length = Frames.u16(frame, udp + 4);
        // Both addresses stand right before the transport header, whichever the family.
        int addresses = udp - IP == 40 ? 32 : 8;
        int pseudo = InternetChecksum.sum(bytes, (long) udp - addresses, addresses);
        int sum = InternetChecksum.add(InternetChecksum.add(pseudo, IpProtocol.UDP), length);
        return InternetChecksum.add(sum, InternetChecksum.sum(bytes, udp, length)) == 0xffff;
    }

    private static void overwrite(byte[] frame, int at, int length) {
        for (int i = at; i < at + length; i++) {
            frame[i] = HOLDS;
        }
    }
}
