package uvs.vrrp;

/// What a virtual router wants done, in this order.
public sealed interface Action {

    /// @param priority the one to advertise: 0 says that this router stops
    record SendAdvertisement(int priority) implements Action {}

    /// Puts addresses on interfaces, then routes and rules.
    record InstallAddresses() implements Action {}

    record RemoveAddresses() implements Action {}

    /// Tells the segments where the addresses are, each address once a round.
    record Announce(int rounds) implements Action {}

    /// The same, once, for the addresses on other interfaces than the router's own: `garp_extra_if`.
    record AnnounceElsewhere() implements Action {}

    /// The state changed: to be logged, counted and notified.
    record Enter(VrrpState from, VrrpState to, Cause cause) implements Action {}

    /// `MASTER_RX_LOWER_PRI`: a master heard a worse router.
    record NotifyLowerPriority() implements Action {}

    /// The effective priority changed.
    record NotifyPriority(int from, int to) implements Action {}

    /// A line for the log, without the name of the virtual router in front.
    record Log(String text) implements Action {}

    /// Why a state was entered.
    enum Cause { STARTUP, SHUTDOWN, TIMEOUT, OWNER, BETTER_ROUTER, FAULT, RECOVERY, GROUP, ADDRESS_LOST, LATE }
}
