package uvs.tools.oracle;

import uvs.config.net.IpAddress;

/// An address and a port.
record Endpoint(IpAddress address, int port) {

    /// Reads `192.0.2.1:80` and `[2001:db8::1]:80`.
    static Endpoint of(String text) {
        int colon = text.lastIndexOf(':');
        String address = text.substring(0, colon);
        return new Endpoint(
            IpAddress.of(address.startsWith("[") ? address.substring(1, address.length() - 1) : address),
            Integer.parseInt(text.substring(colon + 1)));
    }
}
