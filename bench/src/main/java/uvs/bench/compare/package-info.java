/// Ways of balancing side by side: the same traffic, on the same machine, in the same run.
///
/// [uvs.bench.compare.Compare] goes through subjects and measurements, in rounds; [uvs.bench.compare.CompareNetwork] is what they are
/// measured on.
package uvs.bench.compare;
