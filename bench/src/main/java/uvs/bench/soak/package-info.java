/// Half an hour of mixed traffic through a pair of directors, with a failure every ten seconds: what should survive one
/// does.
///
/// A reader starts with [uvs.bench.soak.Soak].
package uvs.bench.soak;
