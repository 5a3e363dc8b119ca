/// Where frames come from and go to.
///
/// A worker has one [uvs.dataplane.port.Engine], which owns the packet memory, and one [uvs.dataplane.port.Port] for
/// each interface. A [uvs.dataplane.port.Frame] belongs to whoever holds it: the port until it is handed out, then the
/// forwarder, which passes it on to a port or releases it. All of it is used by the worker's thread alone.
package uvs.dataplane.port;
