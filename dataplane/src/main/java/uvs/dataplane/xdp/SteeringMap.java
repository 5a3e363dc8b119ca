package uvs.dataplane.xdp;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import uvs.config.Protocol;
import uvs.config.net.Family;
import uvs.config.net.IpAddress;
import uvs.dataplane.linux.Bpf;
import uvs.dataplane.linux.Descriptor;
import uvs.dataplane.linux.SystemCallException;
import uvs.dataplane.port.SteeredTraffic;

/// The BPF map that the steering program looks packets up in: what is known of an address, and of an address with protocol
/// and port.
///
/// A key is an address (16 bytes, of IPv4 the first 4), the port in network order (2), the protocol (1) and the family
/// (1: 4 or 6). Protocol and port are 0 for the address alone, which tells whether further look-ups are worth while.
/// The conductor writes; programs of all interfaces read.
final class SteeringMap implements AutoCloseable {

    static final int KEY_SIZE = 20;
    static final int ADDRESS_SIZE = 16;
    static final int IPV4 = 4;
    static final int IPV6 = 6;

    /// Of an address: a virtual server has it, with a port; of an address with protocol and port: it is one.
    static final int VIRTUAL = 1;
    /// A virtual server takes every port of the address.
    static final int VIRTUAL_ANY = 2;
    /// As [#VIRTUAL] and [#VIRTUAL_ANY], for what real servers answer from.
    static final int REAL = 4;
    static final int REAL_ANY = 8;
    /// The address is this machine's: what a real server sends there is the kernel's.
    static final int LOCAL = 16;
    /// The FTP data connections to the address are a virtual server's.
    static final int FTP = 32;

    private static final int ENTRIES = 1 << 17;

    private final Descriptor map;
    private final Map<Key, Integer> now = new HashMap<>();

    /// A key as the program makes it.
    private record Key(IpAddress address, int protocol, int port) {

        byte[] bytes() {
            var bytes = new byte[KEY_SIZE];
            byte[] octets = address.bytes();
            System.arraycopy(octets, 0, bytes, 0, octets.length);
            bytes[16] = (byte) (port >>> 8);
            bytes[17] = (byte) port;
            bytes[18] = (byte) protocol;
            bytes[19] = (byte) (address.family() == Family.IPV4 ? IPV4 : IPV6);
            return bytes;
        }
    }

    SteeringMap() throws SystemCallException {
        map = Bpf.createMap(Bpf.HASH, "uvs_steering", KEY_SIZE, Integer.BYTES, ENTRIES, Bpf.NO_PREALLOC);
    }

    Descriptor descriptor() {
        return map;
    }

    /// Makes the map tell exactly of this traffic. What comes is there before what points to it, and what goes is pointed to
    /// no more before it goes. After a failure some of it is done; whoever calls again has it whole.
    void follow(SteeredTraffic traffic) throws IOException {
        Map<Key, Integer> wanted = entries(traffic);
        put(wanted, false);
        put(wanted, true);
        for (boolean addresses : new boolean[] {true, false}) {
            for (Key key : now.keySet().stream().filter(key -> (key.protocol == 0) == addresses).toList()) {
                if (!wanted.containsKey(key)) {
                    Bpf.delete(map, key.bytes());
                    now.remove(key);
                }
            }
        }
    }

    private void put(Map<Key, Integer> wanted, boolean addresses) throws SystemCallException {
        for (Map.Entry<Key, Integer> entry : wanted.entrySet()) {
            Key key = entry.getKey();
            if ((key.protocol == 0) == addresses && !entry.getValue().equals(now.get(key))) {
                Bpf.update(map, key.bytes(), entry.getValue());
                now.put(key, entry.getValue());
            }
        }
    }

    private static Map<Key, Integer> entries(SteeredTraffic traffic) {
        var entries = new HashMap<Key, Integer>();
        traffic.local().forEach(address -> entries.merge(new Key(address, 0, 0), LOCAL, (a, b) -> a | b));
        traffic.ftp().forEach(address -> entries.merge(new Key(address, 0, 0), FTP, (a, b) -> a | b));
        traffic.virtual().forEach(service -> add(entries, service, VIRTUAL, VIRTUAL_ANY));
        traffic.real().forEach(service -> add(entries, service, REAL, REAL_ANY));
        return entries;
    }

    private static void add(Map<Key, Integer> entries, SteeredTraffic.Service service, int one, int any) {
        int kind = service.port() == 0 ? any : one;
        Protocol protocol = service.protocol();
        entries.merge(new Key(service.address(), 0, 0), kind, (a, b) -> a | b);
        entries.merge(new Key(service.address(), protocol.number(), service.port()), kind, (a, b) -> a | b);
    }

    @Override
    public void close() {
        map.close();
    }
}
