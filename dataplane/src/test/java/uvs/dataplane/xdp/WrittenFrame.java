package uvs.dataplane.xdp;

import java.nio.ByteBuffer;
import uvs.dataplane.netlink.MacAddress;
import uvs.dataplane.wire.IpProtocol;

/// A packet of so many bytes in a frame. Its checksums are computed here, by the definition.
final class WrittenFrame {

    static final int TIME_TO_LIVE = 22;
    static final int TCP_FLAGS = 47;

    private static final MacAddress TO = MacAddress.of("02:00:00:00:00:01");
    private static final MacAddress FROM = MacAddress.of("02:00:00:00:00:02");
    private static final int UDP = IpProtocol.UDP;
    private static final int TCP = IpProtocol.TCP;

    private final ByteBuffer bytes;
    private final int protocol;

    WrittenFrame(int protocol, int source, int sourcePort, int destination, int destinationPort, int length) {
        this.protocol = protocol;
        var array = new byte[14 + length];
        for (int i = 0; i < array.length; i++) {
            array[i] = (byte) (i * 37 + i / 256);
        }
        bytes = ByteBuffer.wrap(array);
        macs(TO, FROM).port(12, 0x0800);
        bytes.put(14, (byte) 0x45).put(15, (byte) 0).putShort(16, (short) length).putInt(18, 0x1a2b_0000)
            .put(TIME_TO_LIVE, (byte) 64).put(23, (byte) protocol).putInt(26, source).putInt(30, destination);
        port(34, sourcePort).port(36, destinationPort);
        if (protocol == UDP) {
            port(38, length - 20);
        } else if (protocol == TCP) {
            set(46, 0x50).set(TCP_FLAGS, 0x10);
        }
        seal();
    }

    WrittenFrame macs(MacAddress to, MacAddress from) {
        bytes.put(0, to.bytes()).put(6, from.bytes());
        return this;
    }

    WrittenFrame set(int at, int value) {
        bytes.put(at, (byte) value);
        return this;
    }

    WrittenFrame port(int at, int value) {
        bytes.putShort(at, (short) value);
        return this;
    }

    WrittenFrame timeToLive(int hops) {
        return set(TIME_TO_LIVE, hops).seal();
    }

    /// Writes both checksums anew.
    WrittenFrame seal() {
        port(24, 0);
        port(24, ~sum(14, 34, 0));
        if (protocol == UDP || protocol == TCP) {
            int at = protocol == UDP ? 40 : 50;
            int sum = sum();
            port(at, protocol == UDP && sum == 0xffff ? 0xffff : ~sum);
        }
        return this;
    }

    /// Leaves the transport checksum to the device.
    WrittenFrame leaveChecksum() {
        return port(protocol == UDP ? 40 : 50, pseudoHeader());
    }

    /// Over all that the transport checksum covers, without itself.
    int sum() {
        int at = protocol == UDP ? 40 : 50;
        short before = bytes.getShort(at);
        port(at, 0);
        int sum = sum(34, bytes.capacity(), pseudoHeader());
        bytes.putShort(at, before);
        return sum;
    }

    int pseudoHeader() {
        return sum(26, 34, protocol + bytes.getShort(16) - 20);
    }

    private int sum(int from, int to, int start) {
        int sum = start;
        for (int at = from; at < to; at++) {
            sum += (bytes.get(at) & 0xff) << ((at - from) % 2 == 0 ? 8 : 0);
        }
        while (sum >>> 16 != 0) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return sum;
    }

    byte[] bytes() {
        return bytes.array();
    }
}
