package uvs.vrrp;

import java.util.OptionalInt;

import uvs.config.net.IpAddress;

/// What a virtual router decides by. Fixed while it runs, but for the source address of its interface.
///
/// @param version 2 or 3, which differ in the skew
/// @param priority the base priority; 255 for the address owner, whom nothing moves
/// @param source our primary address, which decides between equal priorities
/// @param preempt whether a worse router is displaced
/// @param preemptDelayNs for how long it is put up with first
/// @param downTimerAdverts how many silent intervals make the active router count as gone
/// @param lowerPriorityNoAdvert a worse router is not answered with an advertisement
/// @param higherPrioritySendAdvert a better router gets one more advertisement before we step back
/// @param timerExpiredBackup an active router whose own timer came too late steps back: the least priority that
///     others are assumed to have
/// @param grouped whether only the sync group as a whole becomes active
public record RouterSettings(
    int version,
    int priority,
    IpAddress source,
    long intervalNs,
    boolean preempt,
    long preemptDelayNs,
    int downTimerAdverts,
    boolean lowerPriorityNoAdvert,
    boolean higherPrioritySendAdvert,
    OptionalInt timerExpiredBackup,
    AnnounceSettings announce,
    boolean grouped) {

    boolean isOwner() {
        return priority == 255;
    }

    /// How the addresses are announced: the `garp_*` keywords, in rounds and nanoseconds. A time of 0 means never.
    public record AnnounceSettings(
        int masterRounds, long masterDelayNs, int lowerPriorityRounds, long lowerPriorityDelayNs,
        int refreshRounds, long refreshNs, long elsewhereNs) {}
}
