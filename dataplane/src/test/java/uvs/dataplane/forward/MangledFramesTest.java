package uvs.dataplane.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static uvs.dataplane.forward.PaperDirector.CLIENT;
import static uvs.dataplane.forward.PaperDirector.CLIENT_LINK;
import static uvs.dataplane.forward.PaperDirector.CLIENT_SIDE_MAC;
import static uvs.dataplane.forward.PaperDirector.REAL_1;
import static uvs.dataplane.forward.PaperDirector.SERVER_LINK;
import static uvs.dataplane.forward.PaperDirector.SERVER_SIDE_MAC;
import static uvs.dataplane.forward.PaperDirector.VIP;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import uvs.config.ForwardingMethod;
import uvs.config.Protocol;
import uvs.dataplane.service.VsSettings;
import uvs.dataplane.wire.IpProtocol;
import uvs.dataplane.wire.TcpHeader;

/// Frames that were damaged at random: none makes the path throw, loop, or keep a frame for ever. How many are tried
/// is set by `-Duvs.mangled.frames`.
final class MangledFramesTest {

    private static final int FRAMES = Integer.getInteger("uvs.mangled.frames", 300_000);
    /// Headers of an ICMP error with the packet inside.
    private static final int HEADERS = 70;

    @Test
    void nothingBreaksThePath() throws Exception {
        long seed = Long.getLong("uvs.seed", System.nanoTime());
        var random = new Random(seed);
        List<byte[]> samples = samples();
        try (var director = new PaperDirector(VsSettings.DEFAULTS)) {
            director.serve(Protocol.TCP, 80, new ForwardingMethod.Nat(), REAL_1);
            director.serve(Protocol.UDP, 53, new ForwardingMethod.Nat(), REAL_1);
            director.serve(Protocol.SCTP, 90, new ForwardingMethod.DirectRouting(), REAL_1);
            for (int i = 0; i < FRAMES; i++) {
                byte[] frame = mangle(samples.get(random.nextInt(samples.size())), random);
                try {
                    director.arrive(random.nextBoolean() ? CLIENT_LINK : SERVER_LINK, frame);
                } catch (RuntimeException | Error e) {
                    throw new AssertionError("seed=" + seed + " frame " + i + ": "
                        + java.util.HexFormat.of().formatHex(frame), e);
                }
                if ((i & 1023) == 0) {
                    director.advance(TimeUnit.SECONDS.toNanos(1));
                }
            }
            director.advance(TimeUnit.MINUTES.toNanos(1));
            director.work();
            assertEquals(0, director.framesHeld(), "frames kept, seed=" + seed);
        }
    }

    private static List<byte[]> samples() {
        var samples = new ArrayList<byte[]>();
        samples.add(TestFrame.tcp(CLIENT_SIDE_MAC, CLIENT, 1000, VIP, 80, TcpHeader.SYN));
        samples.add(TestFrame.tcp(CLIENT_SIDE_MAC, CLIENT, 1000, VIP, 80, TcpHeader.ACK, 100));
        samples.add(TestFrame.tcp(SERVER_SIDE_MAC, REAL_1, 8080, CLIENT, 1000, TcpHeader.ACK, 30));
        samples.add(TestFrame.udp(CLIENT_SIDE_MAC, CLIENT, 1000, VIP, 53, 40));
        samples.add(TestFrame.udp(SERVER_SIDE_MAC, REAL_1, 8080, CLIENT, 1000, 20));
        byte[] fragment = TestFrame.ipv4(CLIENT_SIDE_MAC, IpProtocol.UDP, CLIENT, VIP, 24);
        TestFrame.ip(fragment).fragment(false, true, 24);
        samples.add(fragment);
        samples.add(TestFrame.ipv4(CLIENT_SIDE_MAC, IpProtocol.SCTP, CLIENT, VIP, 40));
        byte[] inside = TestFrame.udp(CLIENT_SIDE_MAC, VIP, 53, CLIENT, 1000, 8);
        byte[] error = TestFrame.ipv4(CLIENT_SIDE_MAC, IpProtocol.ICMP, CLIENT, VIP, 8 + inside.length - 14);
        error[TestFrame.TRANSPORT] = 3;
        System.arraycopy(inside, 14, error, TestFrame.TRANSPORT + 8, inside.length - 14);
        samples.add(error);
        samples.add(ipv6(samples.get(0)));
        return samples;
    }

    /// The same transport under an IPv6 header.
    private static byte[] ipv6(byte[] ipv4) {
        var frame = new byte[14 + 40 + ipv4.length - 34];
        System.arraycopy(ipv4, 0, frame, 0, 12);
        frame[12] = (byte) 0x86;
        frame[13] = (byte) 0xdd;
        frame[14] = 0x60;
        frame[19] = (byte) (ipv4.length - 34);
        frame[20] = 6;
        frame[21] = 64;
        System.arraycopy(ipv4, 34, frame, 54, ipv4.length - 34);
        return frame;
    }

    /// Changes a few bytes of the headers, and now and then the length; half of the time the IP checksum is made right
    /// again, so that the damage gets further in.
    private static byte[] mangle(byte[] sample, Random random) {
        byte[] frame = sample.clone();
        for (int i = random.nextInt(4); i > 0; i--) {
            frame[12 + random.nextInt(Math.min(HEADERS, frame.length) - 12)] = (byte) random.nextInt(256);
        }
        if (random.nextInt(4) == 0) {
            frame = Arrays.copyOf(frame, random.nextInt(frame.length + 64));
        }
        if (random.nextBoolean() && frame.length >= TestFrame.TRANSPORT && frame[14] == 0x45) {
            TestFrame.ip(frame).computeChecksum();
        }
        return frame;
    }
}
