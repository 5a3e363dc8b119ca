package uvs.config;

import java.util.ArrayList;
import java.util.List;
import uvs.config.net.IpAddress;

/// The block `virtual_server_group`: several addresses and marks with the same real servers.
public record VirtualServerGroup(String name, List<Entry> entries) {

    public VirtualServerGroup {
        entries = List.copyOf(entries);
    }

    /// One line of the group.
    public sealed interface Entry {

        /// The addresses from `first` to `last`, both included, on one port.
        record Addresses(IpAddress first, IpAddress last, int port) implements Entry {

            public Addresses {
                Range.PORT.check("port", port);
                if (first.family() != last.family() || first.high() != last.high()
                    || Long.compareUnsigned(first.low(), last.low()) > 0) {
                    throw new IllegalArgumentException("last=" + last + " is not above first=" + first);
                }
            }

            public long count() {
                return last.low() - first.low() + 1;
            }
        }

        record Mark(Endpoint.Fwmark mark) implements Entry {}
    }

    /// Every address and mark on its own, ranges written out, in the order of the lines.
    public List<Endpoint> endpoints() {
        var endpoints = new ArrayList<Endpoint>();
        for (Entry entry : entries) {
            switch (entry) {
                case Entry.Mark(var mark) -> endpoints.add(mark);
                case Entry.Addresses range -> {
                    for (long i = 0; i < range.count(); i++) {
                        var address = new IpAddress(
                            range.first().family(), range.first().high(), range.first().low() + i);
                        endpoints.add(new Endpoint.Address(address, range.port()));
                    }
                }
            }
        }
        return endpoints;
    }
}
