package uvs.dataplane.service;

/// A virtual server in the table of the userspace data plane.
///
/// @param number which slot of the workers' tables is its own; used again only when nothing refers to it
public record VirtualServerEntry(int number, VirtualServerId id, VirtualServerSettings settings) {
}
