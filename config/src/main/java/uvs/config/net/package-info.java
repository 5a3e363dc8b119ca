/// Addresses and prefixes of IPv4 and IPv6 as immutable values, read and written as `inet_pton` does.
package uvs.config.net;
