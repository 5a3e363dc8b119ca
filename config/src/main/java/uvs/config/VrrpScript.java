package uvs.config;

import java.time.Duration;

/// The block `vrrp_script`: a program whose exit status 0 says that all is well.
///
/// @param timeout  after which a run has failed; the interval unless given
/// @param weight   for instances that give none; 0 for a fault
/// @param rise     successes in a row until it is up
/// @param fall     failures in a row until it is down
/// @param initFail whether it is down until its first result
public record VrrpScript(
    String name, Command script, Duration interval, Duration timeout, int weight, boolean reverse, int rise,
    int fall, boolean initFail) {
}
