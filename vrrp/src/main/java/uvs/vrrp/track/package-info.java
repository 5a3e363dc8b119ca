/// What virtual routers watch, and what it means: faults, and weights that move the priority.
///
/// The meaning is pure functions ([uvs.vrrp.track.Judgement], [uvs.vrrp.track.ScriptHealth]). What watches has threads
/// of its own, so that no script and no file can delay the protocol.
package uvs.vrrp.track;
