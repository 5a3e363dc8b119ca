package uvs.dataplane.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class EthernetHeaderTest {

    private static final String FRAME =
        "0200000000fe" +    // to
        "f2ffffffff01" +    // from
        "0800";             // IPv4

    private final EthernetHeader header = new EthernetHeader();

    @Test
    void readsEveryField() {
        header.wrap(PacketMemory.of("ff" + FRAME), 1, 14);
        assertEquals(Malformed.NONE, header.check());
        assertEquals(0x0200000000feL, header.destination());
        assertEquals(0xf2ffffffff01L, header.source());
        assertEquals(EtherType.IPV4, header.etherType());
        assertEquals(15, header.payloadStart());
        assertFalse(header.isMulticast());
        assertTrue(header.destination(0x01005e000012L).isMulticast());
        assertTrue(header.destination(EthernetHeader.BROADCAST).isMulticast());
    }

    @Test
    void refusesEveryTruncation() {
        for (int length = 0; length < 14; length++) {
            header.wrap(PacketMemory.of(FRAME).asSlice(0, length), 0, length);
            assertEquals(Malformed.ETHERNET_TRUNCATED, header.check());
        }
    }

    @Test
    void writesEveryFieldIntoDirtyBytes() {
        var frame = PacketMemory.dirty(15);
        header.wrap(frame, 0, 15).destination(0x0200000000feL);
        assertEquals("0200000000fe" + "ff".repeat(9), PacketMemory.hex(frame));
        header.source(0x020000000001L).etherType(EtherType.IPV6);
        assertEquals("0200000000fe" + "020000000001" + "86dd" + "ff", PacketMemory.hex(frame));
    }

    @Test
    void writesBothAddressesAtOnce() {
        var frame = PacketMemory.dirty(14);
        header.wrap(frame, 0, 14).addresses(0x0200000000feL, 0xf2ffffffff01L);
        assertEquals("0200000000fe" + "f2ffffffff01" + "ffff", PacketMemory.hex(frame));
    }

    @Test
    void knowsBothKindsOfVlanTag() {
        assertTrue(EtherType.isVlan(0x8100));
        assertTrue(EtherType.isVlan(0x88a8));
        assertFalse(EtherType.isVlan(EtherType.IPV4));
    }
}
