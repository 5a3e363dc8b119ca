package uvs.dataplane.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArpHeaderTest {

    private static final String REPLY =
        "0001" + "0800" +   // Ethernet, IPv4
        "06" + "04" +       // lengths of their addresses
        "0002" +            // reply
        "0200000000fe" +    // sender
        "c0000201" +
        "020000000001" +    // target
        "c6336407";

    private final ArpHeader header = new ArpHeader();

    @Test
    void readsEveryField() {
        header.wrap(PacketMemory.of("dead" + REPLY), 2, 28);
        assertEquals(Malformed.NONE, header.check());
        assertEquals(ArpHeader.REPLY, header.operation());
        assertEquals(0x0200000000feL, header.senderHardware());
        assertEquals(0xc0000201, header.senderProtocol());
        assertEquals(0x020000000001L, header.targetHardware());
        assertEquals(0xc6336407, header.targetProtocol());
    }

    @Test
    void refusesEveryTruncation() {
        for (int length = 0; length < 28; length++) {
            header.wrap(PacketMemory.of(REPLY).asSlice(0, length), 0, length);
            assertEquals(Malformed.ARP_TRUNCATED, header.check());
        }
    }

    @ParameterizedTest
    @CsvSource({"0006, 0800, 06, 04", "0001, 86dd, 06, 04", "0001, 0800, 08, 04", "0001, 0800, 06, 10"})
    void refusesOtherAddresses(String hardware, String protocol, String hardwareLength,
            String protocolLength) {
        String packet = hardware + protocol + hardwareLength + protocolLength + REPLY.substring(12);
        assertEquals(Malformed.ARP_NOT_IPV4_ON_ETHERNET,
            header.wrap(PacketMemory.of(packet), 0, 28).check());
    }

    @Test
    void writesEveryFieldIntoDirtyBytes() {
        var packet = PacketMemory.dirty(29);
        header.wrap(packet, 0, 29)
            .create(ArpHeader.REPLY, 0x0200000000feL, 0xc0000201, 0x020000000001L, 0xc6336407);
        assertEquals(REPLY + "ff", PacketMemory.hex(packet));
    }
}
