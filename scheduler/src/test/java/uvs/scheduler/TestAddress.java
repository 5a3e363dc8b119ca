package uvs.scheduler;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/// An address in the form of [Pool].
record TestAddress(boolean ipv6, long high, long low) {

    static TestAddress of(String literal) {
        byte[] bytes;
        try {
            bytes = InetAddress.getByName(literal).getAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("address=" + literal, e);
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return bytes.length == 4
            ? new TestAddress(false, 0, Integer.toUnsignedLong(buffer.getInt()))
            : new TestAddress(true, buffer.getLong(), buffer.getLong());
    }
}
