package uvs.tools.adm;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import uvs.config.ForwardingMethod.TunnelChecksum;
import uvs.config.ForwardingMethod.TunnelType;

/// The types of tunnels with the options that each needs and allows.
enum TunnelKind {

    IPIP("ipip", TunnelType.IPIP, EnumSet.noneOf(Checked.class)),
    GUE("gue", TunnelType.GUE,
        EnumSet.of(Checked.TUN_PORT, Checked.TUN_NOCSUM, Checked.TUN_CSUM, Checked.TUN_REMCSUM)),
    GRE("gre", TunnelType.GRE, EnumSet.of(Checked.TUN_NOCSUM, Checked.TUN_CSUM));

    private static final Set<Checked> OPTIONS =
        EnumSet.of(Checked.TUN_TYPE, Checked.TUN_PORT, Checked.TUN_NOCSUM, Checked.TUN_CSUM,
            Checked.TUN_REMCSUM);
    private static final Set<Checked> CHECKSUMS =
        EnumSet.of(Checked.TUN_NOCSUM, Checked.TUN_CSUM, Checked.TUN_REMCSUM);

    private final String text;
    private final TunnelType type;
    private final Set<Checked> allowed;

    TunnelKind(String text, TunnelType type, Set<Checked> allowed) {
        this.text = text;
        this.type = type;
        this.allowed = allowed;
    }

    static Optional<TunnelKind> named(String text) {
        for (TunnelKind kind : values()) {
            if (kind.text.equals(text)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    static TunnelKind of(TunnelType type) {
        return switch (type) {
            case IPIP -> IPIP;
            case GUE -> GUE;
            case GRE -> GRE;
        };
    }

    String text() {
        return text;
    }

    TunnelType type() {
        return type;
    }

    /// Refuses options of tunnels where the forwarding is another.
    static void checkNone(Set<Checked> given) throws Refusal {
        for (Checked each : OPTIONS) {
            if (given.contains(each)) {
                throw Refusal.usage("Tunnel options conflict with forward method");
            }
        }
    }

    /// Refuses what does not go with this type.
    void check(Set<Checked> given) throws Refusal {
        if (this == GUE && !given.contains(Checked.TUN_PORT)) {
            throw Refusal.usage(
                "You need to supply the '" + Checked.TUN_PORT.text() + "' option for the '" + text
                    + "' tunnel type");
        }
        for (Checked each : OPTIONS) {
            if (each != Checked.TUN_TYPE && given.contains(each) && !allowed.contains(each)) {
                throw Refusal.usage("Illegal '" + each.text() + "' option with the '" + text
                    + "' tunnel type");
            }
        }
        Completion.checkConflict(CHECKSUMS, given, "'" + text + "' tunnel type");
    }

    /// What is summed, by the options that [#check] let pass.
    static TunnelChecksum checksum(Set<Checked> given) {
        return given.contains(Checked.TUN_REMCSUM) ? TunnelChecksum.REMOTE
            : given.contains(Checked.TUN_CSUM) ? TunnelChecksum.FULL : TunnelChecksum.NONE;
    }
}
