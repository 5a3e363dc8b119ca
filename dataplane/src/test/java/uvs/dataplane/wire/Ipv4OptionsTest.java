package uvs.dataplane.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class Ipv4OptionsTest {

    private static final int HERE = 0xc000_0201;
    private static final int ONWARD = 0xc000_0202;
    private static final int TIME = 0x0123_4567;
    /// The one host that is elsewhere.
    private static final int ELSEWHERE = 0x0a00_0001;

    private final Ipv4Options options = new Ipv4Options();
    private final Ipv4Header header = new Ipv4Header();

    private int fill(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        byte[] packet = new byte[Ipv4Header.MIN_LENGTH + bytes.length];
        packet[0] = (byte) (0x40 | packet.length / 4);
        packet[3] = (byte) packet.length;
        System.arraycopy(bytes, 0, packet, Ipv4Header.MIN_LENGTH, bytes.length);
        header.wrap(MemorySegment.ofArray(packet), 0, packet.length).computeChecksum();
        return options.fill(header, HERE, ONWARD, TIME, address -> address == ELSEWHERE);
    }

    private String filled() {
        byte[] packet = (byte[]) header.packet().heapBase().orElseThrow();
        return HexFormat.of().formatHex(packet, Ipv4Header.MIN_LENGTH, packet.length);
    }

    @ParameterizedTest
    @CsvSource({
        "01010101,                 01010101",                   // no operation
        "0707040000000001,         070708c000020201",           // record route
        "0707080000000000,         0707080000000000",           // record route without room
        "4408050000000000,         4408090001234567",           // time stamp
        "440c050100000000 00000000, 440c0d01c000020101234567",  // with address
        "440c05030a00000200000000, 440c0d030a00000201234567",   // of a given address: not elsewhere
        "440c05030a00000100000000, 440c05030a00000100000000",   // of another host's
        "4408090000000000,         4408091000000000",           // no room: counted
        "44080903ffffffff,         44080903ffffffff",           // no room for a given address: not counted
        "4408050200000000,         4408050200000000",           // a flag that nobody knows
        "00ffffff,                 00000000",                   // behind the end of the list
        "94040000,                 94040000",                   // router alert
        "5504abcd,                 5504abcd",                   // a kind that nobody knows
    })
    void fillsIn(String before, String after) {
        assertEquals(Ipv4Options.SOUND, fill(before.replace(" ", "")));
        assertEquals(after, filled());
        assertTrue(header.checksumHolds());
    }

    @ParameterizedTest
    @CsvSource({
        "4400000000000000, 20", "4401000000000000, 20", "4409000000000000, 20", "0101010101010144, 27",
        "07020000,         21", "0703030000000000, 22", "0707050000000000, 22", "0707040000000007, 27",
        "07030407070400000000 0000, 23", "44030500, 21", "4408040000000000, 22", "4408060000000000, 22",
        "4408050100000000, 22", "440809f000000000, 23", "440805000000000044040500, 28", "94030000, 21",
        "83020000,         21", "8303030000000000, 22", "8303048903040000, 23", "86040000,        21",
        "8608000000010102, 22", "8607000000010100, 21",
    })
    void blamesTheByteThatIsWrong(String bad, int pointer) {
        assertEquals(pointer, fill(bad.replace(" ", "")));
    }

    @ParameterizedTest
    @CsvSource({
        "8907040000000000, true",   // strict source route
        "8307040000000000, true",   // loose
        "0189070400000000, true",   // behind a no-operation
        "8807040000000000, false",  // stream identifier
        "0089070400000000, false",  // behind the end of the list
        "0101010101010101, false",
    })
    void findsSourceRoutes(String route, boolean routed) {
        assertEquals(Ipv4Options.SOUND, fill(route));
        assertEquals(routed, options.isSourceRouted());
    }

    @Test
    void errorsCarryTheRouteOnWithTheDirectorInIt() {
        fill("070b040000000000000000" + "01");
        var error = new IcmpErrors(options);
        byte[] to = new byte[IcmpErrors.MAX_IPV4_LENGTH];
        int length = error.timeExceeded(header, HERE, MemorySegment.ofArray(to), 0);
        var outer = new Ipv4Header().wrap(MemorySegment.ofArray(to), 0, length);
        assertEquals(Malformed.NONE, outer.check());
        assertTrue(outer.checksumHolds());
        assertEquals(32, outer.headerLength());
        assertEquals("070b0cc0000202c000020100", HexFormat.of().formatHex(to, 20, 32));
        var icmp = new IcmpHeader().wrap(MemorySegment.ofArray(to), 32, length - 32);
        assertTrue(icmp.checksumHolds());
        assertEquals(0x48, to[40]);
    }

    @Test
    void neverWritesOutsideTheHeader() {
        var random = new Random(7);
        for (int i = 0; i < 200_000; i++) {
            byte[] packet = new byte[80];
            random.nextBytes(packet);
            int words = 5 + random.nextInt(11);
            packet[8] = (byte) (0x40 | words);
            byte[] kinds = {7, 68, (byte) 131, (byte) 134, (byte) 137, (byte) 148};
            packet[28] = kinds[random.nextInt(kinds.length)];
            packet[29] = (byte) random.nextInt(44);
            packet[30] = (byte) random.nextInt(44);
            byte[] before = packet.clone();
            options.fill(header.wrap(MemorySegment.ofArray(packet), 8, words * 4), HERE, ONWARD, TIME, address -> address > 0);
            for (int at = 0; at < packet.length; at++) {
                assertTrue(at >= 28 - 10 && at < 8 + words * 4 || packet[at] == before[at], "byte " + at + " of round " + i);
            }
            var error = new IcmpErrors(options);
            error.error(header, 3, 3, 0, HERE, MemorySegment.ofArray(new byte[IcmpErrors.MAX_IPV4_LENGTH]), 0);
        }
    }
}
