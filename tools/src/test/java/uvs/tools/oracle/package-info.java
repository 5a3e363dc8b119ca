/// Holds the userspace path against the kernel's `ip_vs`.
///
/// `Scenarios` and `RandomTraffic` say what is done: configuration, and frames that come from clients and
/// from real servers. `Recorder` does it in a user-mode Linux guest, where a director with the real `ip_vs`
/// forwards the frames, and writes down what comes out. `Replay` lets the same frames and changes pass
/// through a `Worker`. `Comparison` lays both side by side; what is known to differ is in the resource
/// `known-differences.txt`, each with its reason.
package uvs.tools.oracle;
