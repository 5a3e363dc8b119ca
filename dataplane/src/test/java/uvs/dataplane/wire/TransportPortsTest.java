package uvs.dataplane.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class TransportPortsTest {

    private final TransportPorts ports = new TransportPorts();

    @Test
    void readsBothPorts() {
        ports.wrap(PacketMemory.of("ff fffe 0050"), 1, 4);
        assertEquals(Malformed.NONE, ports.check());
        assertEquals(65534, ports.sourcePort());
        assertEquals(80, ports.destinationPort());
    }

    @Test
    void refusesEveryTruncation() {
        for (int length = 0; length < 4; length++) {
            assertEquals(Malformed.PORTS_TRUNCATED, ports.wrap(PacketMemory.dirty(length), 0,
                length).check());
        }
    }

    @Test
    void writesBothPortsAndNothingElse() {
        var packet = PacketMemory.dirty(8);
        ports.wrap(packet, 0, 8).sourcePort(1);
        assertEquals("0001ffffffffffff", PacketMemory.hex(packet));
        ports.destinationPort(443);
        assertEquals("000101bbffffffff", PacketMemory.hex(packet));
    }
}
