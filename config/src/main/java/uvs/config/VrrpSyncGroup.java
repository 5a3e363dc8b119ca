package uvs.config;

import java.util.List;

/// The block `vrrp_sync_group`: instances that change their state together.
///
/// @param instances       the names of its members
/// @param trackingWeight  whether members may have trackers with weights
public record VrrpSyncGroup(
    String name, List<String> instances, Notify notifiers, boolean smtpAlert, Tracking tracking,
    boolean trackingWeight) {

    public VrrpSyncGroup {
        instances = List.copyOf(instances);
    }
}
