package uvs.tools.vrrp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/// Advertisements that nobody may believe, each with one thing wrong: each would make its sender the master.
final class Forgery {

    static final String SECRET = "secret";

    private static final int OWNER = 255;
    private static final int TIME_TO_LIVE = 255;
    private static final int PROTOCOL = 112;
    private static final int PASSWORD = 1;
    /// 192.0.2.66, which is nobody.
    private static final int STRANGER = 0xc0000242;
    private static final int GROUP = 0xe0000012;

    private Forgery() {
    }

    /// One frame for each reason to refuse it, by the name of its counter, for a virtual router of version 2
    /// with a password, one address and an interval of 1 s.
    static Map<String, String> ofVersion2(int router, int address) {
        var forged = new LinkedHashMap<String, String>();
        forged.put("auth_failure", frame(version2(2, 1, router, address, 1, PASSWORD, 1, "wrong")));
        forged.put("authtype_mismatch", frame(version2(2, 1, router, address, 1, 0, 1, "")));
        forged.put("invalid_authtype", frame(version2(2, 1, router, address, 1, 7, 1, SECRET)));
        forged.put("advert_interval_err", frame(version2(2, 1, router, address, 1, PASSWORD, 2, SECRET)));
        forged.put("invalid_type_rcvd", frame(version2(2, 2, router, address, 1, PASSWORD, 1, SECRET)));
        forged.put("packet_len_err", frame(version2(2, 1, router, address, 9, PASSWORD, 1, SECRET)));
        forged.put("vers_err", frame(version2(3, 1, router, address, 1, PASSWORD, 1, SECRET)));
        byte[] right = version2(2, 1, router, address, 1, PASSWORD, 1, SECRET);
        forged.put("ip_ttl_err", frame(STRANGER, TIME_TO_LIVE - 1, right));
        byte[] damaged = right.clone();
        damaged[6] ^= 1;
        forged.put("chk_err", frame(damaged));
        return forged;
    }

    /// The same for one of version 3 with one address, whose own address on the segment is `us`.
    static Map<String, String> ofVersion3(int router, int address, int us) {
        var forged = new LinkedHashMap<String, String>();
        forged.put("addr_list_err", frame(version3(STRANGER, router, address + 1)));
        forged.put("from_ourselves", frame(us, TIME_TO_LIVE, version3(us, router, address)));
        forged.put("vrid_err", frame(version3(STRANGER, router + 1, address)));
        // Too short to be an advertisement of any kind.
        forged.put("malformed", frame(new byte[] {0x31, (byte) router, (byte) OWNER}));
        return forged;
    }

    /// RFC 3768 section 5.1, with priority 255, and one address however many it announces.
    private static byte[] version2(
        int version, int type, int router, int address, int addresses, int authentication, int interval,
        String secret) {
        var message = ByteBuffer.allocate(20);
        message.put((byte) (version << 4 | type)).put((byte) router).put((byte) OWNER).put((byte) addresses);
        message.put((byte) authentication).put((byte) interval).putShort((short) 0);
        message.putInt(address).put(secret.getBytes(StandardCharsets.US_ASCII));
        message.putShort(6, finish(sum(message.array())));
        return message.array();
    }

    /// RFC 9568 section 5.1, 1 s, with the checksum over the pseudo-header as keepalived has it.
    private static byte[] version3(int source, int router, int address) {
        var message = ByteBuffer.allocate(12);
        message.put((byte) 0x31).put((byte) router).put((byte) OWNER).put((byte) 1);
        message.putShort((short) 100).putShort((short) 0).putInt(address);
        var pseudo = ByteBuffer.allocate(12);
        pseudo.putInt(source).putInt(GROUP).putInt(PROTOCOL << 16 | message.capacity());
        message.putShort(6, finish(sum(message.array()) + sum(pseudo.array())));
        return message.array();
    }

    private static String frame(byte[] message) {
        return frame(STRANGER, TIME_TO_LIVE, message);
    }

    private static String frame(int source, int timeToLive, byte[] message) {
        var header = ByteBuffer.allocate(20);
        header.put((byte) 0x45).put((byte) 0xc0).putShort((short) (20 + message.length)).putInt(0x00010000);
        header.put((byte) timeToLive).put((byte) PROTOCOL).putShort((short) 0).putInt(source).putInt(GROUP);
        header.putShort(10, finish(sum(header.array())));
        return "01005e000012" + "020000000066" + "0800" + HexFormat.of().formatHex(header.array())
            + HexFormat.of().formatHex(message);
    }

    private static long sum(byte[] bytes) {
        long sum = 0;
        for (int i = 0; i < bytes.length; i++) {
            sum += (long) Byte.toUnsignedInt(bytes[i]) << (i % 2 == 0 ? 8 : 0);
        }
        return sum;
    }

    private static short finish(long sum) {
        long folded = (sum & 0xffff) + (sum >>> 16);
        return (short) ~((folded & 0xffff) + (folded >>> 16));
    }
}
