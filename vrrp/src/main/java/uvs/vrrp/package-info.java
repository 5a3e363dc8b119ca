/// Virtual routers: the protocol as a pure function, and the agent that gives it time and packets.
///
/// A reader starts with [uvs.vrrp.VirtualRouter], then [uvs.vrrp.VirtualRouters] for what ties several together.
/// Times are nanoseconds of a clock that may wrap, so deadlines are compared by difference.
package uvs.vrrp;
