package uvs.config.parse;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import uvs.config.Endpoint;
import uvs.config.VirtualServerGroup;
import uvs.config.VirtualServerGroup.Entry;
import uvs.config.keyword.GroupEntry;
import uvs.config.keyword.RootKeywords;
import uvs.config.keyword.Section;
import uvs.config.keyword.VirtualServerKeywords;
import uvs.config.net.Family;
import uvs.config.text.Diagnostics;
import uvs.config.text.Problem;

/// Makes the records of virtual server groups.
final class ServerGroups {

    private final Diagnostics diagnostics;
    private final Map<String, VirtualServerGroup> groups = new LinkedHashMap<>();
    private final Map<String, List<GroupEntry>> written = new HashMap<>();

    ServerGroups(Section file, Diagnostics diagnostics) {
        this.diagnostics = diagnostics;
        for (Section section : file.get(RootKeywords.VIRTUAL_SERVER_GROUP)) {
            group(section);
        }
    }

    List<VirtualServerGroup> all() {
        return List.copyOf(groups.values());
    }

    /// The group of this name, or null.
    VirtualServerGroup find(String name) {
        return groups.get(name);
    }

    private void group(Section section) {
        String name = section.head(RootKeywords.VIRTUAL_SERVER_GROUP);
        List<GroupEntry> entries = section.get(VirtualServerKeywords.GROUP_ENTRY);
        if (entries.isEmpty()) {
            warn(section, "virtual_server_group " + name + " is empty, and is left out",
                "write an address and a port in it");
            return;
        }
        if (groups.containsKey(name)) {
            error(section, "virtual_server_group " + name + " is there already", "give it another name");
            return;
        }
        Set<Family> families = new TreeSet<>();
        boolean open = false;
        for (GroupEntry entry : entries) {
            if (entry.familyGiven()) {
                families.add(familyOf(entry.entry()));
            } else {
                open = true;
            }
        }
        if (families.size() > 1 && open) {
            error(section, "virtual_server_group " + name + " has both families, and a fwmark without one",
                "write inet or inet6 after the mark");
            return;
        }
        written.put(name, entries);
        Family family = families.size() == 1 ? families.iterator().next() : Family.IPV4;
        groups.put(name, new VirtualServerGroup(name, entries.stream()
            .map(entry -> entry.familyGiven() ? entry.entry() : ofFamily(entry.entry(), family)).toList()));
    }

    /// The group with the family of the virtual server for marks that were given none.
    VirtualServerGroup withFamily(VirtualServerGroup group, Family family) {
        List<GroupEntry> given = written.get(group.name());
        var found = new VirtualServerGroup(group.name(), given.stream()
            .map(entry -> entry.familyGiven() ? entry.entry() : ofFamily(entry.entry(), family)).toList());
        groups.put(group.name(), found);
        return found;
    }

    static Family familyOf(Entry entry) {
        return switch (entry) {
            case Entry.Addresses addresses -> addresses.first().family();
            case Entry.Mark(var mark) -> mark.family();
        };
    }

    private static Entry ofFamily(Entry entry, Family family) {
        return entry instanceof Entry.Mark(var mark)
            ? new Entry.Mark(new Endpoint.Fwmark(mark.mark(), family)) : entry;
    }

    private void error(Section section, String text, String cure) {
        diagnostics.report(Problem.GENERAL_ERROR, section.position(), text, cure);
    }

    private void warn(Section section, String text, String cure) {
        diagnostics.report(Problem.WARNING, section.position(), text, cure);
    }
}
