package uvs.dataplane.service;

import java.util.BitSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import uvs.dataplane.conn.ConnectionTable;
import uvs.dataplane.conn.MemoryDefence;

/// The defences of `drop_entry`, `drop_packet` and `secure_tcp`: with 3 they are always on, with 1 and 2 while less than
/// `amemthresh` pages are free, with 0 never (kernel: `update_defense_level` in net/netfilter/ipvs/ip_vs_ctl.c).
///
/// Belongs to one thread, the conductor.
public final class Defence {

    /// The kernel counts memory in pages of so many bytes.
    public static final long PAGE_BYTES = 4096;

    private static final int ALWAYS = 3;
    private static final int OFF = 0;

    private final VsSettings asked;
    private final ConnectionTable connections;
    private final Consumer<VsSettings> workers;
    private final MemoryDefence entries;
    private final Supplier<BitSet> onePacketServers;
    private BitSet onePacket = new BitSet();
    private VsSettings now;

    /// @param asked     the settings as they were given
    /// @param onePacketServers the numbers of the virtual servers that schedule each packet for itself
    /// @param workers   takes the settings in effect when they change; they were told [#calm] at first
    public Defence(VsSettings asked, ConnectionTable connections, RandomGenerator random,
        Supplier<BitSet> onePacketServers, Consumer<VsSettings> workers) {
        this.asked = asked;
        this.connections = connections;
        this.workers = workers;
        this.onePacketServers = onePacketServers;
        this.entries = new MemoryDefence(connections, random, number -> onePacket.get(number));
        now = calm(asked);
    }

    /// The settings in effect while there is memory enough.
    public static VsSettings calm(VsSettings asked) {
        return inEffect(asked, Long.MAX_VALUE);
    }

    /// The settings in effect with so many pages free: a defence is at 3 when it is on, else at 0.
    static VsSettings inEffect(VsSettings asked, long freePages) {
        int threshold = asked.value(VsSetting.AMEMTHRESH);
        boolean isShort = freePages < threshold;
        VsSettings effect = asked;
        for (VsSetting defence : new VsSetting[] {VsSetting.DROP_ENTRY, VsSetting.DROP_PACKET, VsSetting.SECURE_TCP}) {
            int mode = asked.value(defence);
            effect = effect.with(defence, mode == ALWAYS || mode != OFF && isShort ? ALWAYS : OFF);
        }
        int dropPacket = asked.value(VsSetting.DROP_PACKET);
        if (isShort && dropPacket != OFF && dropPacket != ALWAYS) {
            return effect.with(VsSetting.AM_DROPRATE, (int) (threshold / (threshold - freePages)));
        }
        return effect;
    }

    /// Whether any setting depends on how much memory is free.
    public boolean watchesMemory() {
        return !inEffect(asked, 0).equals(calm(asked));
    }

    /// Sees to the defences; to be called once a second.
    ///
    /// @param freeBytes of the machine's memory; what is left of the connection table counts too
    /// @return whether the defences in effect are others than before
    public boolean keepUp(long freeBytes, long nowNs) {
        VsSettings before = now;
        now = inEffect(asked, Math.min(freeBytes, connections.spareBytes()) / PAGE_BYTES);
        boolean changed = !now.equals(before);
        if (changed) {
            workers.accept(now);
        }
        if (now.on(VsSetting.DROP_ENTRY)) {
            onePacket = onePacketServers.get();
            entries.drop(nowNs);
        }
        return changed;
    }

    /// Which defences are on, in words.
    public String describe() {
        var on = new StringBuilder();
        for (VsSetting defence : new VsSetting[] {VsSetting.DROP_ENTRY, VsSetting.DROP_PACKET, VsSetting.SECURE_TCP}) {
            on.append(on.isEmpty() ? "" : ", ").append(defence.sysctl()).append(now.on(defence) ? " on" : " off");
        }
        return on.toString();
    }
}
