/// A small network on one machine: hosts joined by cables and segments, with programs running on them.
///
/// A reader starts with [uvs.dataplane.testbed.Testbed]. Hosts are network namespaces and cables are veth
/// pairs of this machine's own kernel, so that what runs on them is the real thing;
/// [uvs.dataplane.testbed.UserModeLinux] boots a second kernel where this machine's lacks `ip_vs`. Everything
/// here works as root and, where the kernel allows user namespaces, as an ordinary user, and goes away with
/// the process that made it, however that ends. Only programs and files are used, no native calls. The demo,
/// the benches and the tests of all modules share it.
package uvs.dataplane.testbed;
