/// Views of the headers that a frame is made of, laid over packet memory, and what is written about a packet.
///
/// A view is wrapped, checked, then read: `wrap` takes the memory and looks at none of it, `check` answers
/// [uvs.dataplane.wire.Malformed#NONE] or the reason why the bytes are not such a header, and after `NONE` no
/// accessor reads past the bytes that were wrapped. Positions are absolute in the segment, numbers come out
/// unsigned, and an IPv6 address is two longs, the first byte on the wire highest. Nothing here allocates,
/// throws for a bad packet or keeps anything between packets; a view belongs to one thread, which wraps it
/// again for each packet.
///
/// Methods that change a field repair the checksums that cover it when, and only when, their comment says so.
package uvs.dataplane.wire;
