package uvs.dataplane.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class VlanTagTest {

    private final VlanTag tag = new VlanTag();

    @Test
    void readsEveryField() {
        tag.wrap(PacketMemory.of("00 b064 86dd"), 1, 4); // priority 5, drop eligible, identifier 100; IPv6
        assertEquals(Malformed.NONE, tag.check());
        assertEquals(0xb064, tag.control());
        assertEquals(5, tag.priority());
        assertTrue(tag.dropEligible());
        assertEquals(100, tag.identifier());
        assertEquals(EtherType.IPV6, tag.etherType());
        assertEquals(5, tag.payloadStart());
        assertFalse(tag.wrap(PacketMemory.of("efff 0800"), 0, 4).dropEligible());
        assertEquals(4095, tag.identifier());
    }

    @Test
    void refusesEveryTruncation() {
        for (int length = 0; length < 4; length++) {
            assertEquals(Malformed.VLAN_TRUNCATED, tag.wrap(PacketMemory.dirty(length), 0, length).check());
        }
    }

    @Test
    void writesEveryFieldIntoDirtyBytes() {
        var frame = PacketMemory.dirty(5);
        tag.wrap(frame, 0, 5).control(0x2001);
        assertEquals("2001ffffff", PacketMemory.hex(frame));
        tag.etherType(EtherType.ARP);
        assertEquals("20010806ff", PacketMemory.hex(frame));
    }
}
