/// BPF programs, and frames by AF_XDP: a program at each interface gives the worker what belongs to the data plane, by rings in shared
/// memory, and leaves all else to the kernel.
///
/// [XdpSteering] says what belongs to the data plane, [XskEngine] takes it in and sends it.
/// [KernelFastPath] has BPF programs carry established connections: those of AF_XDP, or [TcFastPath] behind packet sockets.
/// What the rings do not take goes the way of [uvs.dataplane.port.UringEngine] and [uvs.dataplane.port.NftSteering]: fragments, ICMP,
/// IPv6 with extension headers, and frames that are longer than a place in packet memory.
package uvs.dataplane.xdp;
