/// Programs the kernel's own IPVS, module `ip_vs`: the other [uvs.dataplane.service.Backend].
///
/// A reader starts with [uvs.dataplane.ipvs.IpvsBackend]. What goes to the kernel and comes back over generic netlink, family
/// `IPVS` (kernel file include/uapi/linux/ip_vs.h), is written by [uvs.dataplane.ipvs.Requests] and read by
/// [uvs.dataplane.ipvs.Answers], functions without a socket.
package uvs.dataplane.ipvs;
