package uvs.config.keyword;

import uvs.config.VirtualServerGroup.Entry;

/// One line of a `virtual_server_group`.
///
/// @param entry       a mark without a family has IPv4 here
/// @param familyGiven whether a mark's family was written
public record GroupEntry(Entry entry, boolean familyGiven) {
}
