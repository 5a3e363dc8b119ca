package uvs.dataplane.port;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PcapReaderTest {

    private static final String FRAME = "0200000000010200000000020800dead";

    private static final String BIG_HEADER =
        "a1b2c3d4" +            // classic, big-endian, microseconds
        "0002" + "0004" +       // version 2.4
        "00000000" +            // reserved: time zone
        "00000000" +            // reserved: accuracy
        "00040000" +            // snapshot length
        "00000001";             // Ethernet

    private static final String BIG_RECORD =
        "5f5e1000" + "0007a120" +   // 1600000000 s and 500000 units
        "00000010" + "00000020" +   // 16 bytes of 32
        FRAME;

    private static final String LITTLE_HEADER = "d4c3b2a1" + "02000400" + "00000000" + "00000000" + "00000400"
        + "01000000";
    private static final String LITTLE_RECORD = "00105e5f" + "20a10700" + "10000000" + "20000000" + FRAME;

    private static final String SECTION =
        "0a0d0d0a" + "1c000000" +           // section header, 28 bytes
        "4d3c2b1a" + "01000000" +           // little-endian; version 1.0
        "ffffffffffffffff" + "1c000000";    // length not given; 28 bytes

    private static final String INTERFACE =
        "01000000" + "14000000" +           // interface description, 20 bytes
        "0100" + "0000" + "00000400" +      // Ethernet; snapshot length
        "14000000";

    private static final String PACKET =
        "06000000" + "30000000" +           // enhanced packet, 48 bytes
        "00000000" +                        // interface 0
        "3caf0500" + "20f51001" +           // time, high and low
        "10000000" + "20000000" +           // 16 bytes of 32
        FRAME + "30000000";

    /// The time of [#PACKET] in its units.
    private static final long UNITS = 0x0005af3c_0110f520L;

    private record Got(long timeNs, String frame, int originalLength) {}

    private static List<Got> read(String hex) throws IOException {
        return read(HexFormat.of().parseHex(hex));
    }

    private static List<Got> read(byte[] bytes) throws IOException {
        var frames = new ArrayList<Got>();
        try (PcapReader reader = PcapReader.open("test.pcap", new ByteArrayInputStream(bytes))) {
            while (reader.next()) {
                frames.add(new Got(
                    reader.timeNs(), HexFormat.of().formatHex(reader.frame()), reader.originalLength()));
            }
        }
        return frames;
    }

    private static void assertRefused(String error, String hex) {
        var thrown = assertThrows(PcapException.class, () -> read(hex));
        assertEquals("test.pcap: " + error, thrown.getMessage());
    }

    @Test
    void readsMicrosecondsInBothByteOrders() throws IOException {
        var expected = List.of(new Got(1_600_000_000_500_000_000L, FRAME, 32));
        assertEquals(expected, read(BIG_HEADER + BIG_RECORD));
        assertEquals(expected, read(LITTLE_HEADER + LITTLE_RECORD));
    }

    @Test
    void readsNanosecondsInBothByteOrders() throws IOException {
        var expected = List.of(new Got(1_600_000_000_000_500_000L, FRAME, 32));
        assertEquals(expected, read("a1b23c4d" + BIG_HEADER.substring(8) + BIG_RECORD));
        assertEquals(expected, read("4d3cb2a1" + LITTLE_HEADER.substring(8) + LITTLE_RECORD));
    }

    @Test
    void readsNoFramesAndFramesOfNoBytes() throws IOException {
        assertEquals(List.of(), read(BIG_HEADER));
        assertEquals(List.of(new Got(0, "", 0), new Got(0, "", 0)), read(BIG_HEADER + "00".repeat(32)));
    }

    @Test
    void readsTheLastSecondOfTheFormat() throws IOException {
        assertEquals(4_294_967_295_000_000_000L,
            read(BIG_HEADER + "ffffffff" + "00".repeat(12)).getFirst().timeNs());
    }

    /// Some tools say in the upper half that frames have a check sequence.
    @Test
    void readsTheLinkTypeFromItsSixteenBits() throws IOException {
        assertEquals(1, read(BIG_HEADER.substring(0, 40) + "24000001" + BIG_RECORD).size());
    }

    @Test
    void refusesWhatIsNoCapture() {
        assertRefused("byte 0: magic number 0x7f454c46 is neither that of pcap nor that of pcapng",
            "7f454c46");
        assertRefused("byte 0: the file ends before the magic number", "");
        assertRefused("byte 0: the file ends within the magic number: 3 of 4 bytes are there", "a1b2c3");
        assertRefused("byte 4: pcap version 3 is not 2", BIG_HEADER.replace("00020004", "00030004"));
        assertRefused("byte 20: link type 113 is not Ethernet, which is 1; capture on an Ethernet interface, "
            + "not on \"any\"", BIG_HEADER.substring(0, 40) + "00000071");
    }

    @Test
    void refusesAFileThatBreaksOffAtEveryByte() throws IOException {
        String file = BIG_HEADER + BIG_RECORD + BIG_RECORD;
        for (int length = 0; length < file.length() / 2; length++) {
            String cut = file.substring(0, 2 * length);
            if (length == 24 || length == 56) {
                assertEquals(length == 24 ? 0 : 1, read(cut).size());
            } else {
                var thrown = assertThrows(PcapException.class, () -> read(cut));
                assertTrue(thrown.getMessage().contains("the file ends"), thrown.getMessage());
            }
        }
        assertRefused("byte 72: the file ends within a frame: 15 of 16 bytes are there",
            file.substring(0, file.length() - 2));
        assertRefused("byte 56: the file ends within the header of a frame: 1 of 16 bytes are there",
            file.substring(0, 2 * 57));
    }

    @Test
    void refusesFramesThatAreTooLong() {
        assertRefused("byte 40: a frame of 262145 bytes is longer than 262144",
            BIG_HEADER + "0000000000000000" + "00040001" + "00040001");
        assertRefused("byte 40: a frame of 4294967295 bytes is longer than 262144",
            BIG_HEADER + "0000000000000000" + "ffffffff" + "ffffffff");
    }

    @Test
    void readsTheLongestFrame() throws IOException {
        byte[] header = HexFormat.of().parseHex(BIG_HEADER + "0000000000000000" + "00040000" + "00040000");
        byte[] file = Arrays.copyOf(header, header.length + 262_144);
        assertEquals(262_144, read(file).getFirst().originalLength());
    }

    @Test
    void readsPcapng() throws IOException {
        assertEquals(List.of(new Got(UNITS * 1000, FRAME, 32)), read(SECTION + INTERFACE + PACKET));
    }

    @Test
    void readsBigEndianPcapng() throws IOException {
        assertEquals(List.of(new Got(UNITS * 1000, FRAME, 32)), read(
            "0a0d0d0a" + "0000001c" + "1a2b3c4d" + "00010000" + "ffffffffffffffff" + "0000001c"
            + "00000001" + "00000014" + "00010000" + "00000000" + "00000014"
            + "00000006" + "00000030" + "00000000" + "0005af3c" + "0110f520" + "00000010" + "00000020" + FRAME
            + "00000030"));
    }

    @ParameterizedTest
    @CsvSource({
        "06, 1600000000500000, 1600000000500000000",
        "09, 1600000000500000123, 1600000000500000123",
        "00, 1600000000, 1600000000000000000",
        "03, 1600000000500, 1600000000500000000",
        "0c, 1600000000500123456, 1600000000500123",    // picoseconds, cut
        "1b, 1000000000000000000, 1",                   // 10^-27
        "80, 1600000000, 1600000000000000000",          // 2^0
        "8a, 1638400000512, 1600000000500000000",       // 2^-10
        "a0, 6871947675747483648, 1600000000500000000", // 2^-32, as NTP counts
        "bf, -1, 1999999999",                           // 2^-63
    })
    void readsTimesOfAnyResolution(String resolution, long units, long timeNs) throws IOException {
        String options = "0900" + "0100" + resolution + "000000" + "00000000";
        assertEquals(timeNs, read(SECTION + interfaceWith(options) + packetAt(units)).getFirst().timeNs());
    }

    @Test
    void addsTheOffsetOfTimes() throws IOException {
        String options = "0e00" + "0800" + "00105e5f00000000" + "00000000";
        assertEquals(1_600_000_000_000_001_000L,
            read(SECTION + interfaceWith(options) + packetAt(1)).getFirst().timeNs());
    }

    @Test
    void findsAnOptionBehindAnother() throws IOException {
        String options = "0e00" + "0800" + "0100000000000000" + "0900" + "0100" + "09000000";
        assertEquals(1_000_000_077L,
            read(SECTION + interfaceWith(options) + packetAt(77)).getFirst().timeNs());
    }

    @Test
    void passesOverOtherOptions() throws IOException {
        String options = "0200" + "0500" + "6574683000000000" + "0900" + "0100" + "09000000";
        assertEquals(77, read(SECTION + interfaceWith(options) + packetAt(77)).getFirst().timeNs());
        options = "00000000" + "0900" + "0100" + "09000000";
        assertEquals(77_000, read(SECTION + interfaceWith(options) + packetAt(77)).getFirst().timeNs());
    }

    private static String interfaceWith(String options) {
        String total = little(20 + options.length() / 2);
        return "01000000" + total + "0100000000000400" + options + total;
    }

    private static String packetAt(long units) {
        return PACKET.replace("3caf050020f51001", little((int) (units >>> 32)) + little((int) units));
    }

    private static String little(int number) {
        return "%08x".formatted(Integer.reverseBytes(number));
    }

    @Test
    void refusesTimesOutsideOfTheFormat() {
        String error = "byte 60: the time of a packet is not between 1970 and 2106";
        assertRefused(error, SECTION + INTERFACE + packetAt(4_294_967_296_000_000L));
        assertRefused(error, SECTION + INTERFACE + packetAt(-1));
        assertRefused(error, SECTION + INTERFACE + packetAt(Long.MAX_VALUE));
        error = "byte 72: the time of a packet is not between 1970 and 2106";
        assertRefused(error,
            SECTION + interfaceWith("0900" + "0100" + "81000000" + "00000000") + packetAt(1L << 36));
        assertRefused(error,
            SECTION + interfaceWith("0900" + "0100" + "80000000" + "00000000") + packetAt(1L << 60));
        assertRefused(error,
            SECTION + interfaceWith("0900" + "0100" + "84000000" + "00000000") + packetAt(-1));
    }

    @Test
    void refusesTimesBeforeTheEpoch() {
        String options = "0e00" + "0800" + "ffffffffffffffff" + "00000000";
        assertRefused("byte 76: the time of a packet is not between 1970 and 2106",
            SECTION + interfaceWith(options) + packetAt(999_999));
    }

    @Test
    void refusesOptionsThatMakeNoSense() {
        assertRefused("byte 44: the length of if_tsresol is 2 and not 1",
            SECTION + interfaceWith("0900" + "0200" + "09090000"));
        assertRefused("byte 52: the length of if_tsoffset is 4 and not 8",
            SECTION + interfaceWith("0900" + "0100" + "09000000" + "0e00" + "0400" + "00000000"));
        assertRefused("byte 44: times in units of 10^-28 seconds (if_tsresol) are not read",
            SECTION + interfaceWith("0900" + "0100" + "1c000000"));
        assertRefused("byte 44: times in units of 2^-64 seconds (if_tsresol) are not read",
            SECTION + interfaceWith("0900" + "0100" + "c0000000"));
        assertRefused("byte 44: an option of 5 bytes does not fit its block",
            SECTION + interfaceWith("0200" + "0500" + "65746830"));
    }

    @Test
    void readsSimplePacketsWithTheTimeBefore() throws IOException {
        String simple = "03000000" + "20000000" + "10000000" + FRAME + "20000000";
        assertEquals(List.of(new Got(0, FRAME, 16), new Got(UNITS * 1000, FRAME, 32),
            new Got(UNITS * 1000, FRAME, 16)), read(SECTION + INTERFACE + simple + PACKET + simple));
    }

    @Test
    void readsSimplePacketsOfNoBytes() throws IOException {
        assertEquals(List.of(new Got(0, "", 0)),
            read(SECTION + INTERFACE + "03000000" + "10000000" + "00000000" + "10000000"));
    }

    @Test
    void cutsSimplePacketsAtTheSnapshotLength() throws IOException {
        String cut = "03000000" + "1c000000" + "00010000" + FRAME.substring(0, 20) + "0000" + "1c000000";
        assertEquals(List.of(new Got(0, FRAME.substring(0, 20), 256)),
            read(SECTION + INTERFACE.replace("00000400", "0a000000") + cut));
    }

    @Test
    void readsObsoletePackets() throws IOException {
        String packet = "02000000" + "30000000" + "0000ffff" + "3caf050020f51001" + "10000000" + "20000000"
            + FRAME + "30000000";
        assertEquals(List.of(new Got(UNITS * 1000, FRAME, 32)), read(SECTION + INTERFACE + packet));
    }

    @Test
    void readsPaddingAndOptionsOfPackets() throws IOException {
        String packet = "06000000" + "38000000" + "00000000" + "3caf050020f51001" + "0d000000" + "0d000000"
            + FRAME.substring(0, 26) + "ffffff" + "0200040000000000" + "38000000";
        assertEquals(List.of(new Got(UNITS * 1000, FRAME.substring(0, 26), 13), new Got(UNITS * 1000, FRAME,
            32)),
            read(SECTION + INTERFACE + packet + PACKET));
    }

    @Test
    void passesOverOtherBlocks() throws IOException {
        String statistics = "05000000" + "18000000" + "00".repeat(12) + "18000000";
        String custom = "ad0b0000" + "0c000000" + "0c000000";
        assertEquals(1, read(SECTION + custom + INTERFACE + statistics + PACKET + statistics).size());
    }

    /// A stream may skip less than it is asked to, or nothing at all.
    @Test
    void passesOverBlocksInAStreamThatCannotSkip() throws IOException {
        String custom = "ad0b0000" + "18000000" + "ff".repeat(12) + "18000000";
        byte[] file = HexFormat.of().parseHex(SECTION + custom + INTERFACE + PACKET);
        var stream = new ByteArrayInputStream(file) {
            @Override
            public synchronized long skip(long length) {
                return length > 8 ? super.skip(3) : 0;
            }
        };
        try (PcapReader reader = PcapReader.open("test.pcap", stream)) {
            assertTrue(reader.next());
            assertEquals(UNITS * 1000, reader.timeNs());
        }
    }

    @Test
    void forgetsTheInterfacesOfTheSectionBefore() throws IOException {
        assertEquals(2, read(SECTION + INTERFACE + PACKET + SECTION + INTERFACE + PACKET).size());
        assertRefused("byte 132: interface 0 is not one of the 0 that the section has described",
            SECTION + INTERFACE + PACKET + SECTION + PACKET);
    }

    @Test
    void readsEachPacketByItsOwnInterface() throws IOException {
        String second = PACKET.replace("3000000000000000", "3000000001000000");
        String nanoseconds = interfaceWith("0900" + "0100" + "09000000");
        assertEquals(UNITS, read(SECTION + INTERFACE + nanoseconds + second).getFirst().timeNs());
    }

    @Test
    void refusesInterfacesOfOtherLinksOnceTheyHaveAPacket() throws IOException {
        String loopback = INTERFACE.replace("0100000000000400", "7100000000000400");
        assertEquals(List.of(), read(SECTION + loopback));
        assertRefused("byte 48: link type 113 is not Ethernet, which is 1; capture on an Ethernet interface, "
            + "not on \"any\"", SECTION + loopback + PACKET);
    }

    @Test
    void refusesBlocksThatContradictThemselves() {
        assertRefused("byte 8: a section header without its byte-order magic",
            SECTION.replace("4d3c2b1a", "4d3c2b1b"));
        assertRefused("byte 12: pcapng version 2 is not 1", SECTION.replace("01000000f", "02000000f"));
        assertRefused("byte 4: a block length of 24 is not a multiple of 4 from 28 on",
            SECTION.replace("1c000000", "18000000"));
        assertRefused("byte 32: a block length of 22 is not a multiple of 4 from 20 on",
            SECTION + INTERFACE.replace("14000000", "16000000"));
        assertRefused("byte 44: a block of 20 bytes ends with a length of 24",
            SECTION + INTERFACE.substring(0, 32) + "18000000");
        assertRefused("byte 68: a frame of 17 bytes does not fit the 16 bytes of its block",
            SECTION + INTERFACE + PACKET.replace("1000000020000000", "1100000020000000"));
        assertRefused("byte 56: a frame of 17 bytes does not fit the 16 bytes of its block",
            SECTION + INTERFACE + "03000000" + "20000000" + "11000000" + FRAME + "20000000");
    }

    @Test
    void refusesAPcapngFileThatBreaksOff() throws IOException {
        String file = SECTION + INTERFACE + PACKET;
        for (int length = 0; length < file.length() / 2; length++) {
            String cut = file.substring(0, 2 * length);
            if (length == 28 || length == 48) {
                assertEquals(List.of(), read(cut));
            } else {
                assertThrows(PcapException.class, () -> read(cut));
            }
        }
        assertRefused("byte 36: the file ends within a block: 3 of 100 bytes are there",
            SECTION + "ad0b0000" + "70000000" + "010203");
    }

    @Test
    void limitsTheInterfacesOfASection() throws IOException {
        assertEquals(List.of(), read(SECTION + INTERFACE.repeat(4096)));
        assertRefused("byte 81948: more than 4096 interfaces in one section",
            SECTION + INTERFACE.repeat(4097));
    }

    @Test
    void opensFiles(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("a.pcap");
        Files.write(file, HexFormat.of().parseHex(BIG_HEADER + BIG_RECORD));
        try (PcapReader reader = PcapReader.open(file)) {
            assertTrue(reader.next());
            assertFalse(reader.next());
        }
        Files.write(file, new byte[2]);
        var thrown = assertThrows(PcapException.class, () -> PcapReader.open(file));
        assertEquals(file + ": byte 0: the file ends within the magic number: 2 of 4 bytes are there",
            thrown.getMessage());
    }

    @Test
    void writesWhatTheFormatSays() throws IOException {
        var out = new ByteArrayOutputStream();
        try (PcapWriter writer = PcapWriter.to(out)) {
            writer.write(1_600_000_000_000_500_000L, HexFormat.of().parseHex(FRAME));
        }
        assertEquals("4d3cb2a1" + LITTLE_HEADER.substring(8) + LITTLE_RECORD.replace("1000000020000000",
            "1000000010000000"),
            HexFormat.of().formatHex(out.toByteArray()));
    }

    @ParameterizedTest
    @CsvSource({"-1", "4294967296000000000"})
    void refusesToWriteTimesOutsideOfTheFormat(long timeNs) throws IOException {
        try (PcapWriter writer = PcapWriter.to(new ByteArrayOutputStream())) {
            var thrown = assertThrows(IllegalArgumentException.class, () -> writer.write(timeNs,
                new byte[14]));
            assertEquals("timeNs=" + timeNs + " is not between 1970 and 2106", thrown.getMessage());
        }
    }

    @Property(tries = 200)
    void readsWhatWasWritten(@ForAll @Size(max = 20) List<@Size(max = 100) byte[]> frames,
            @ForAll @LongRange(max = 4_294_967_295_999_999_999L) long timeNs) throws IOException {
        var out = new ByteArrayOutputStream();
        var expected = new ArrayList<Got>();
        try (PcapWriter writer = PcapWriter.to(out)) {
            for (byte[] frame : frames) {
                writer.write(timeNs, frame);
                expected.add(new Got(timeNs, HexFormat.of().formatHex(frame), frame.length));
            }
        }
        assertEquals(expected, read(out.toByteArray()));
    }

    /// A mangled file is read to its end or refused, and nothing else.
    @Property(tries = 5000)
    void survivesMangledFiles(@ForAll boolean next, @ForAll @Size(min = 1, max = 4) List<Byte> values,
            @ForAll @IntRange(max = 400) int at) throws IOException {
        String options = "0900" + "0100" + "09000000" + "0e00" + "0800" + "0000000000000000";
        byte[] file = HexFormat.of().parseHex(next
            ? SECTION + interfaceWith(options) + PACKET + PACKET + SECTION + INTERFACE + PACKET
            : LITTLE_HEADER + LITTLE_RECORD + LITTLE_RECORD + LITTLE_RECORD);
        for (int i = 0; i < values.size(); i++) {
            file[(at * 7 + i) % file.length] = values.get(i);
        }
        try {
            read(file);
        } catch (PcapException e) {
            assertTrue(e.getMessage().matches("test\\.pcap: byte \\d+: [^\n]+"), e.getMessage());
        }
    }

    @Property(tries = 2000)
    void survivesRandomBytes(@ForAll @Size(max = 200) byte[] bytes, @ForAll boolean next) throws IOException {
        byte[] magic = HexFormat.of().parseHex(next ? SECTION : LITTLE_HEADER);
        byte[] file = Arrays.copyOf(magic, magic.length + bytes.length);
        System.arraycopy(bytes, 0, file, magic.length, bytes.length);
        try {
            read(file);
        } catch (PcapException e) {
            assertTrue(e.getMessage().startsWith("test.pcap: byte "));
        }
    }
}
