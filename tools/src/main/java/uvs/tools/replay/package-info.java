/// The packet path without a network: recorded or invented frames go in, and what the director would send
/// comes out.
///
/// Nothing here needs root or reads the clock. Everything happens on the calling thread, at the times that
/// the frames have, and comes out the same each time.
package uvs.tools.replay;
