/// The packet path: from a received frame to the frame that is sent.
///
/// Everything here belongs to one worker and is used by its thread alone, save what says otherwise. Nothing on the path of
/// a packet allocates, blocks, logs or throws: what cannot go on is dropped, and counted by its
/// [uvs.dataplane.forward.DropReason].
package uvs.dataplane.forward;
